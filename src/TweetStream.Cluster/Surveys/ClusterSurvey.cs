namespace TweetStream.Cluster.Surveys;

/// <summary>Asks a cluster how it is.</summary>
public sealed class ClusterSurvey(IGrainFactory grains, ClusterView view, TimeProvider time)
{
    /// <exception cref="ClusterException">It does not answer in time, or not all of it.</exception>
    public async Task<Survey> TakeAsync(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            var silos = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false, stop).WaitAsync(patience, time, stop);
            var status = await view.StatusAsync().WaitAsync(patience, time, stop);
            return new([.. silos.Where(silo => !silo.Status.IsTerminating()).OrderBy(silo => silo.SiloAddress).Select(silo => State(silo, status))], status);
        }
        catch (Exception failure) when (failure is not (ClusterException or OperationCanceledException))
        {
            throw new ClusterException($"the cluster does not answer: {Reason.Of(failure)}", failure);
        }
    }

    private static SiloState State(MembershipEntry silo, ClusterStatus status)
    {
        var address = silo.SiloAddress.Endpoint.ToString();
        return new(
            address,
            silo.Status.ToString().ToLowerInvariant(),
            new(DateTime.SpecifyKind(silo.StartTime, DateTimeKind.Utc)),
            status.Partitions.Count(partition => partition.Silo == address));
    }
}
