using System.Globalization;
using System.Text;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// Makes text from outside safe to print: escape sequences, other control characters and controls of writing direction
/// become visible escapes, so that no post can move the cursor, change a title or reorder a line (CWE-150).
/// </summary>
public static class TerminalText
{
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsUnsafe(character))
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                clean.Append(character);
        }

        return clean.ToString();
    }

    // Tags hold no blanks of any kind; a word's tab or line separator would break the table as well.
    private static bool IsUnsafe(char character) =>
        char.IsControl(character)
        || character is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
        || character is '\uFFF9' or '\uFFFA' or '\uFFFB';
}
