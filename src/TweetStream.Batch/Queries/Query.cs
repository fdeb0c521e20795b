using TweetStream.Batch.Tail;

namespace TweetStream.Batch.Queries;

/// <summary>
/// The serving layer: answers a question from the views up to H and from the live tail, counts added first and
/// ranked after. Owns that the answer is that of brute force over the archive, also while views are swapped; where that
/// cannot be, it refuses. Only reads.
/// </summary>
/// <param name="question">What is asked.</param>
/// <param name="tail">Of the same archive and views, for many questions; null for one of its own, in which is only what is asked.</param>
public sealed class Query(Question question, LiveTail? tail = null)
{
    private const string OtherUnicode = "some views were made under another version of Unicode, which knows more letters or fewer; tweetstream batch makes those anew whose posts are still in the archive";

    private readonly ComparedWindows _windows = question.Windows;
    private readonly WantedTag _tag = WantedTag.Of(question);

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; set; }

    /// <exception cref="IOException">It cannot be answered; the message is one line.</exception>
    public Answer Answer(CancellationToken stop) => Count((database, rows, answer) => new CountSql(database, question, _windows).Complete(rows.Earliest, rows.Latest, answer), stop);

    /// <summary>Puts together the rows of all that is asked for, and hands them over.</summary>
    /// <param name="take">Takes them, with what is known of the answer; called again where they were replaced meanwhile.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">It cannot be answered; the message is one line.</exception>
    internal T Count<T>(TakeRows<T> take, CancellationToken stop)
    {
        using var own = tail is null ? new LiveTail(question.Archive, question.Views, _windows.Span) : null;
        return (tail ?? own!).Ask(reading => Count(reading, take, stop), stop);
    }

    private T Count<T>(TailReading reading, TakeRows<T> take, CancellationToken stop)
    {
        Done?.Invoke("manifest");
        var state = reading.State;
        var views = new ViewRows(question, _windows, _tag, reading.Files, reading.Database);
        views.Add(state.InForce.Usable?.Views ?? [], stop);
        Done?.Invoke("views");
        var live = new TailRows(question, _windows.Span, _tag, reading.Database);
        live.Add(state.Parts, stop);
        return take(reading.Database, (Least(views.Earliest, live.Earliest), -Least(-views.Latest, -live.Latest)), new()
        {
            From = question.From,
            To = question.To,
            Rank = question.Rank,
            Posts = 0,
            Tags = 0,
            ViewsUntil = state.InForce.Usable?.Until,
            Until = state.Until,
            Missing = state.Missing,
            IsLateExact = state.KnowsLate,
            Untimed = state.Untimed,
            Unreadable = state.Unreadable,
            Notice = state.InForce.Notice ?? (state.InForce.Usable?.HasOtherUnicode == true ? OtherUnicode : null),
        });
    }

    private static long? Least(long? one, long? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}

/// <summary>Takes the rows of all that was asked for.</summary>
/// <param name="database">Has them as its sources.</param>
/// <param name="held">Times of the earliest and the latest post that views and tail hold of it; null where there is none.</param>
/// <param name="answer">What else is known.</param>
internal delegate T TakeRows<out T>(CountDatabase database, (long? Earliest, long? Latest) held, Answer answer);
