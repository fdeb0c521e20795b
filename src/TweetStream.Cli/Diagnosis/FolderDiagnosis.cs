using System.Globalization;
using TweetStream.Archive;

namespace TweetStream.Cli.Diagnosis;

/// <summary>Whether a folder takes data, and how much of its disk is free. Makes no folder.</summary>
internal static class FolderDiagnosis
{
    private const long Ample = 1L << 30;

    /// <param name="what">What it is for.</param>
    /// <param name="folder">Need not be there yet.</param>
    /// <param name="floor">Bytes without which it is not used.</param>
    /// <param name="flag">The option by which it is chosen.</param>
    public static Finding Find(string what, string folder, long floor, string flag)
    {
        var path = Path.GetFullPath(folder);
        var there = Existing(path);
        var named = $"{what} {folder}{(there == path ? "" : $" (to be made in {there})")}";
        if (File.Exists(there))
            return new(Verdict.Problem, $"{named}: {there} is a file", $"give another folder with {flag}");
        var disk = new ArchiveDisk(there, null);
        try
        {
            disk.Probe();
        }
        catch (Exception refused) when (ArchiveDisk.IsFailure(refused))
        {
            return new(Verdict.Problem, $"{named}: cannot be written ({refused.Message})", $"give another folder with {flag}, or the right to write there");
        }

        var free = disk.Free;
        var found = $"{named}: can be written{(free == long.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $", {free / (double)Ample:0.0} GiB free"))}";
        return free < floor ? new(Verdict.Problem, found + ", which is below --min-free-disk", $"make room, or give a folder on another disk with {flag}")
            : free < Ample ? new(Verdict.Warning, found, "make room before it is full")
            : new(Verdict.Ok, found);
    }

    private static string Existing(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } parent)
            path = parent;
        return path;
    }
}
