using System.Text.Encodings.Web;
using System.Text.Json;

namespace TweetStream.Cluster.Surveys;

/// <summary>A survey for a program: one object, with the members of <see cref="Survey"/> and times in ms since the Unix epoch.</summary>
public static class SurveyJson
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Survey survey)
    {
        ArgumentNullException.ThrowIfNull(survey);
        var status = survey.Status;
        return JsonSerializer.Serialize(
            new
            {
                silos = survey.Silos.Select(silo => new { silo.Address, silo.State, since = silo.Since.ToUnixTimeMilliseconds(), silo.Parts }),
                status.Sources,
                partitions = status.Partitions.Select(partition => new
                {
                    partition.Number,
                    partition.Silo,
                    partition.Watermark,
                    partition.Offsets,
                    partition.Spellings,
                    partition.Waiting,
                    checkpointAge = partition.CheckpointAge?.TotalMilliseconds,
                    partition.Problem,
                }),
                status.Watermark,
                status.LastWindowEnd,
                status.Windows,
                status.Writer,
            },
            Style) + "\n";
    }
}
