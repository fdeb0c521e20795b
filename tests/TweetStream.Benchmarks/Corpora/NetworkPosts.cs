namespace TweetStream.Benchmarks.Corpora;

/// <summary>The same made-up post in the form of each network, with the members that the network sends around it.</summary>
internal static class NetworkPosts
{
    private const string Text = "What a morning: the stream runs and people watch #dotnet and #Orleans move, see you later today with more of it";

    public static IReadOnlyList<(string Name, Func<int, string> Line)> Forms { get; } =
    [
        ("plain text", i => $"{Text} {i}"),
        ("our own JSON", i => $$$"""{"offset":{{{i}}},"id":"{{{i}}}","source":"x","created_at":"2026-08-01T10:30:00.000Z","received_at":"2026-08-01T10:30:01.000Z","lang":"en","author":"7","tags":["dotnet","Orleans"],"text":"{{{Text}}}"}"""),
        ("X, API v2", X),
        ("X, API v1.1", Tweet),
        ("Bluesky, Jetstream v1", i => $$$"""{"did":"did:plc:eygmaihciaxprqvxpfvl6flk","time_us":17831758881{{{i:00000}}},"kind":"commit","commit":{"rev":"3mp{{{i}}}","operation":"create","collection":"app.bsky.feed.post","rkey":"3mp{{{i}}}","record":{{{Record}}},"cid":"bafyreidc6sydkkbchcyg62v77wbhzvb2mvytlmsychqgwf2xojjtirmzj4"}}"""),
        ("Bluesky, Jetstream v2", i => $$$"""{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#commit","seq":{{{i}}},"did":"did:plc:eygmaihciaxprqvxpfvl6flk","time":"2026-07-04T14:38:08.172335Z","rev":"3mp{{{i}}}","operation":"create","collection":"app.bsky.feed.post","rkey":"3mp{{{i}}}","record":{{{Record}}},"cid":"bafyreidc6sydkkbchcyg62v77wbhzvb2mvytlmsychqgwf2xojjtirmzj4"}}"""),
        ("Mastodon", Status),
    ];

    private static string Record =>
        $$$"""{"$type":"app.bsky.feed.post","createdAt":"2026-07-04T14:38:07.323Z","langs":["en"],"text":"{{{Text}}}","facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"dotnet"}],"index":{"byteStart":49,"byteEnd":56}},{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"Orleans"}],"index":{"byteStart":61,"byteEnd":69}}]}""";

    private static string X(int i) =>
        $$$"""{"data":{"author_id":"2244994945","created_at":"2026-08-01T10:30:00.000Z","edit_history_tweet_ids":["18{{{i:00000}}}"],"entities":{"hashtags":[{"start":49,"end":56,"tag":"dotnet"},{"start":61,"end":69,"tag":"Orleans"}]},"id":"18{{{i:00000}}}","lang":"en","text":"{{{Text}}}"},"matching_rules":[{"id":"1166916266197536768","tag":"tweetstream:dotnet"}]}""";

    private static string Tweet(int i) =>
        $$$"""{"created_at":"Sun Aug 31 00:29:15 +0000 2014","id":50587492409{{{i:00000}}},"id_str":"50587492409{{{i:00000}}}","text":"{{{Text}}}","source":"<a href=\"http://example.org\">web</a>","truncated":false,"in_reply_to_status_id":null,"user":{"id":1186275104,"id_str":"1186275104","name":"Ann","screen_name":"ann","location":"here","description":"writes about streams","url":null,"entities":{"description":{"urls":[]}},"protected":false,"followers_count":262,"friends_count":252,"listed_count":0,"created_at":"Sat Feb 16 13:46:25 +0000 2013","favourites_count":235,"utc_offset":null,"time_zone":null,"geo_enabled":false,"verified":false,"statuses_count":1769,"lang":"en","default_profile":true},"geo":null,"coordinates":null,"place":null,"contributors":null,"retweet_count":0,"favorite_count":0,"entities":{"hashtags":[{"text":"dotnet","indices":[49,56]},{"text":"Orleans","indices":[61,69]}],"symbols":[],"urls":[],"user_mentions":[]},"favorited":false,"retweeted":false,"lang":"en","timestamp_ms":"1409444955000"}""";

    private static string Status(int i)
    {
        var html = Text.Replace("#dotnet", Link("dotnet"), StringComparison.Ordinal).Replace("#Orleans", Link("Orleans"), StringComparison.Ordinal);
        return $$$"""{"id":"11480000000{{{i:00000}}}","created_at":"2026-08-01T10:30:00.000Z","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"","visibility":"public","language":"en","uri":"https://example.org/users/ann/statuses/1148{{{i}}}","url":"https://example.org/@ann/1148{{{i}}}","replies_count":0,"reblogs_count":0,"favourites_count":0,"edited_at":null,"content":"<p>{{{html}}}</p>","reblog":null,"application":{"name":"Web","website":null},"account":{"id":"109","username":"ann","acct":"ann@example.org","display_name":"Ann","locked":false,"bot":false,"created_at":"2022-11-04T00:00:00.000Z","note":"<p>writes about streams</p>","url":"https://example.org/@ann","avatar":"https://example.org/a.png","followers_count":10,"following_count":12,"statuses_count":345,"emojis":[],"fields":[]},"media_attachments":[],"mentions":[],"tags":[{"name":"dotnet","url":"https://example.org/tags/dotnet"},{"name":"Orleans","url":"https://example.org/tags/Orleans"}],"emojis":[],"card":null,"poll":null}""";
    }

    private static string Link(string tag) =>
        $"""<a href=\"https://example.org/tags/{tag}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>""";
}
