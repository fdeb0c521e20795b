using System.ComponentModel;

namespace TweetStream.Web.Page;

/// <summary>What holds for every window of this run.</summary>
internal sealed record StateView(
    [property: Description("Where the posts come from.")] string Source,
    [property: Description("What is counted, in the plural.")] string Noun,
    [property: Description("Size of a window in seconds.")] double Window,
    [property: Description("Seconds between the starts of two windows.")] double Slide,
    [property: Description("When this run started: ISO 8601, in UTC. Another time is another run.")] string Started,
    [property: Description("Now, by the counter's clock.")] string Now,
    [property: Description("How many seconds back closed windows are kept.")] double History,
    [property: Description("Whether windows that end before those can be asked for, too.")] bool Older,
    [property: Description("Where the posts of a tag can be read; {tag} stands for the tag without its #.")] IReadOnlyList<TagLink> Links);
