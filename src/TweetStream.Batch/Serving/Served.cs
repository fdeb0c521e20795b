using Microsoft.AspNetCore.Http;
using TweetStream.Archive;
using TweetStream.Batch.Tail;

namespace TweetStream.Batch.Serving;

/// <summary>
/// An answer, or why there is none: 409 where another question would be answered, 503 where archive or views must be mended
/// first, or too many are asking. Never a wrong number.
/// </summary>
internal static class Served
{
    public static async Task<IResult> AnswerAsync(AnswerService answers, Func<LiveTail, CancellationToken, IResult> answer, CancellationToken gone)
    {
        try
        {
            return await answers.AskAsync(answer, gone);
        }
        catch (Exception failure) when (failure is TooManyException || ArchiveDisk.IsFailure(failure))
        {
            var isAskedWrongly = failure is ViewsException { IsAskedWrongly: true };
            return TypedResults.Problem(failure.Message, statusCode: isAskedWrongly ? StatusCodes.Status409Conflict : StatusCodes.Status503ServiceUnavailable);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
    }
}
