namespace TweetStream.Cluster.Surveys;

/// <summary>Who is in a cluster, and how far each part of it has come.</summary>
/// <param name="Silos">Those that are there, in order of their addresses.</param>
/// <param name="Status">Where the counting stands.</param>
public sealed record Survey(IReadOnlyList<SiloState> Silos, ClusterStatus Status);

/// <summary>One silo.</summary>
/// <param name="Address">Where other silos reach it.</param>
/// <param name="State">In lower case, such as <c>active</c> or <c>joining</c>.</param>
/// <param name="Since">When it started.</param>
/// <param name="Parts">How many parts of the tags it counts.</param>
public sealed record SiloState(string Address, string State, DateTimeOffset Since, int Parts);
