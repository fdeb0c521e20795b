namespace TweetStream.Hashtags;

/// <summary>
/// Reads the numbers of a saved state and refuses those that cannot be: a damaged one must become neither an endless loop
/// nor an array of two billion places. That the whole is what was written is for a checksum to say, which is the caller's.
/// </summary>
internal static class SavedNumbers
{
    /// <exception cref="InvalidDataException">There is no number, or none in the range.</exception>
    public static int ReadNumber(this BinaryReader from, int least, int most) => (int)from.ReadNumber((long)least, most);

    /// <exception cref="InvalidDataException">There is no number, or none in the range.</exception>
    public static long ReadNumber(this BinaryReader from, long least, long most)
    {
        long number;
        try
        {
            number = from.Read7BitEncodedInt64();
        }
        catch (Exception bad) when (bad is FormatException or EndOfStreamException)
        {
            throw new InvalidDataException("The saved state ends early or holds something that is no number.", bad);
        }

        return number >= least && number <= most ? number
            : throw new InvalidDataException(FormattableString.Invariant($"The saved state holds {number} where only {least} to {most} can be."));
    }

    /// <summary>A number that need not be whole, and is neither negative nor without end.</summary>
    /// <exception cref="InvalidDataException">There is no number, or no such one.</exception>
    public static double ReadAmount(this BinaryReader from)
    {
        double amount;
        try
        {
            amount = from.ReadDouble();
        }
        catch (EndOfStreamException bad)
        {
            throw new InvalidDataException("The saved state ends early.", bad);
        }

        return double.IsFinite(amount) && amount >= 0 ? amount
            : throw new InvalidDataException(FormattableString.Invariant($"The saved state holds {amount} for an amount."));
    }
}
