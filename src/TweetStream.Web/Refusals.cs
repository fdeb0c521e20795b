using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TweetStream.Web;

/// <summary>What an asker is told who does not get what was asked for (RFC 9457).</summary>
public static class Refusals
{
    /// <param name="name">Of the parameter.</param>
    /// <param name="value">Its value.</param>
    /// <param name="allowed">What would be.</param>
    public static ProblemHttpResult BadValue(string name, string? value, string allowed) =>
        TypedResults.Problem($"{name}: '{value}' is not allowed; allowed is {allowed}.", statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult NotFound(string reason) => TypedResults.Problem(reason, statusCode: StatusCodes.Status404NotFound);
}
