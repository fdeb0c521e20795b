namespace TweetStream.Hashtags;

/// <summary>Domains that are taken for URLs without a protocol: labels of Latin letters, digits and hyphens, then any top-level domain.</summary>
internal static class PlainDomain
{
    /// <summary>Finds the first one in <paramref name="domain"/> at or after <paramref name="from"/>; an empty range if there is none.</summary>
    public static (int Start, int End) Find(ReadOnlySpan<byte> domain, int from)
    {
        while (from < domain.Length)
        {
            // Every label of an unbroken chain sees the same top-level domains behind it, so a chain is tried once.
            var start = from;
            var end = 0;
            while (true)
            {
                var stop = LabelEnd(domain, from);
                if (stop == from)
                {
                    UrlCharacters.At(domain, from, out var width);
                    from += width;
                    break;
                }

                from = stop;
                if (stop == domain.Length || domain[stop] != '.')
                    break;
                from++;
                if (TopLevelDomains.Match(domain[from..]) is var length and > 0)
                    end = from + length;
                if (from == domain.Length)
                    break;
            }

            if (end > 0)
                return (start, end);
        }

        return default;
    }

    private static int LabelEnd(ReadOnlySpan<byte> domain, int at)
    {
        while (at < domain.Length && UrlCharacters.At(domain, at, out var width).AnyOf(UrlRoles.PlainDomain))
            at += width;
        return at;
    }
}
