using System.Text;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.X;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>What a line without a post means for the connection.</summary>
public sealed class XProblemTests
{
    [Theory]
    [InlineData("""{"errors":[{"title":"operational-disconnect","disconnect_type":"OperationalDisconnect","type":"https://api.x.com/2/problems/operational-disconnect"}]}""", nameof(DisconnectKind.ServerTrouble))]
    [InlineData("""{"errors":[{"title":"operational-disconnect","disconnect_type":"SlowReader","type":"https://api.twitter.com/2/problems/operational-disconnect"}]}""", nameof(DisconnectKind.ServerTrouble))]
    [InlineData("""{"title":"operational-disconnect","disconnect_type":"ForceDisconnect"}""", nameof(DisconnectKind.ServerTrouble))]
    [InlineData("""{"title":"ConnectionException","connection_issue":"TooManyConnections","type":"https://api.x.com/2/problems/streaming-connection"}""", nameof(DisconnectKind.RateLimited))]
    [InlineData("""{"errors":[{"title":"ConnectionException"}]}""", nameof(DisconnectKind.RateLimited))]
    [InlineData("""{"errors":[{"title":"ConnectionException","connection_issue":"ProvisioningSubscription"}]}""", nameof(DisconnectKind.ServerTrouble))]
    [InlineData("""{"errors":[{"title":"ConnectionException","connection_issue":"RuleConfigurationIssue"}]}""", nameof(DisconnectKind.NotReady))]
    [InlineData("""{"errors":[{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}]}""", nameof(DisconnectKind.Refused))]
    [InlineData("""{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}""", nameof(DisconnectKind.Refused))]
    [InlineData("""{"errors":[{"title":"Client Forbidden","type":"https://api.x.com/2/problems/client-forbidden"}]}""", nameof(DisconnectKind.Refused))]
    [InlineData("""{"errors":[{"title":"Unsupported Authentication","type":"https://api.x.com/2/problems/unsupported-authentication"}]}""", nameof(DisconnectKind.Refused))]
    [InlineData("""{"errors":[{"title":"CreditsDepleted","type":"https://api.x.com/2/problems/credits"}]}""", nameof(DisconnectKind.Refused))]
    [InlineData("""{"data":null,"errors":[{"title":"something new"}]}""", nameof(DisconnectKind.Dropped))]
    [InlineData("""{"errors":[]}""", nameof(DisconnectKind.Dropped))]
    [InlineData("""{"errors":[7]}""", nameof(DisconnectKind.Dropped))]
    [InlineData("""{"disconnect":{"code":7,"stream_name":"s","reason":"admin logout"}}""", nameof(DisconnectKind.Dropped))]
    [InlineData("""{"data":{"id":"1"},"errors":[{"title":"UsageCapExceeded"}]}""", null)]
    [InlineData("""{"limit":{"track":7}}""", null)]
    [InlineData("""{"warning":{"code":"FALLING_BEHIND"}}""", null)]
    [InlineData("""{"id":"1","title":"no problem"}""", null)]
    [InlineData("{", null)]
    public void A_line_ends_the_connection_as_X_means_it(string line, string? kind) =>
        Assert.Equal(kind, XProblem.Read(Encoding.UTF8.GetBytes(line))?.Kind.ToString());

    [Theory]
    [InlineData("""{"errors":[{"title":"a","detail":"b"}]}""", "X says: a: b")]
    [InlineData("""{"disconnect":{"reason":"admin logout"}}""", "X says: admin logout")]
    [InlineData("""{"errors":[]}""", "X ended it without a word")]
    public void It_ends_with_X_s_own_words(string line, string words) => Assert.Equal(words, XProblem.Read(Encoding.UTF8.GetBytes(line))?.Reason);
}
