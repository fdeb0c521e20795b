using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Queries;
using TweetStream.Trends;
using TweetStream.Web;

namespace TweetStream.Batch.Serving;

/// <summary>A question as the parameters of a request put it, or why it is none: what is wrong first, with its name, its value and what is allowed.</summary>
internal sealed class Asked(ServeOptions options, DateTimeOffset now)
{
    private bool _isToAge;

    public Question Question { get; private set; } = new() { Archive = options.Archive, Views = options.Views };

    /// <summary>Null where it can be asked.</summary>
    public ProblemHttpResult? Refusal { get; private set; }

    public Asked Between(string? from, string? to)
    {
        if (!TimeOrAge.TryParse(from ?? "", out var first, out _))
            return Refuse("from", from, TimeOrAge.Allowed);
        if (!TimeOrAge.TryParse(to ?? "", out var end, out _))
            return Refuse("to", to, TimeOrAge.Allowed);
        _isToAge = end.Age is not null;
        Question = Question with { From = first.At(now), To = end.At(now) };
        return Question.From > Question.To
            ? Refuse("from", from, $"a time that is not after to, which is {SnapshotJson.Iso(Question.To.Value)}")
            : this;
    }

    public Asked Top(string? top)
    {
        if (top is null)
            return this;
        if (!int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var most))
            return Refuse("top", top, "a whole number from 0 on");
        Question = Question with { Top = most };
        return this;
    }

    /// <summary>After <see cref="Between"/>, which it asks for.</summary>
    public Asked Rank(string? rank)
    {
        if (rank is null or "count")
            return this;
        if (rank != "rising")
            return Refuse("rank", rank, "count or rising");
        if (Question is not { From: { } from, To: { } to } || from == to)
            return Refuse("rank", rank, "count; rising compares a time with those before it, and asks for from and to, such as from=1h&to=now");
        if (_isToAge)
            to = DateTimeOffset.FromUnixTimeMilliseconds(Bucket.Floor(to.ToUnixTimeMilliseconds()));
        if (!IsFull(from) || !IsFull(to))
            return Refuse("rank", rank, $"count; rising compares full ten seconds, and {SnapshotJson.Iso(IsFull(from) ? to : from)} is none");
        Question = Question with { To = to, Rank = Trends.Rank.Rising };
        return this;
    }

    public Asked Tag(string tag)
    {
        if (tag.Trim('#', '＃', ' ').Length == 0)
            return Refuse("tag", tag, "one with its sign or without, such as dotnet");
        Question = Question with { Tag = tag };
        return this;
    }

    public Asked By(string? by)
    {
        if (by is null)
            return this;
        if (!Enum.TryParse<Step>(by, ignoreCase: true, out var step) || !Enum.IsDefined(step) || char.IsAsciiDigit(by[0]))
            return Refuse("by", by, "minute, hour or day");
        Question = Question with { By = step };
        return this;
    }

    private static bool IsFull(DateTimeOffset time) => Bucket.Floor(time.ToUnixTimeMilliseconds()) == time.ToUnixTimeMilliseconds();

    private Asked Refuse(string name, string? value, string allowed)
    {
        Refusal ??= Refusals.BadValue(name, value, allowed);
        return this;
    }
}
