using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// What X's streams send between posts: limits, deletions, warnings, the end of the connection. Known by the names at
/// the top of the object, and only after no post was found in it.
/// </summary>
internal static class ControlMessage
{
    public static bool Matches(JsonValue message)
    {
        var members = message.Members;
        while (members.MoveNext())
        {
            if (IsControl(members.Name))
                return true;
        }

        return false;
    }

    private static bool IsControl(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("limit"u8)
        || name.SequenceEqual("delete"u8)
        || name.SequenceEqual("scrub_geo"u8)
        || name.SequenceEqual("status_withheld"u8)
        || name.SequenceEqual("user_withheld"u8)
        || name.SequenceEqual("disconnect"u8)
        || name.SequenceEqual("warning"u8)
        || name.SequenceEqual("friends"u8)
        || name.SequenceEqual("friends_str"u8)
        || name.SequenceEqual("event"u8)
        || name.SequenceEqual("control"u8)
        || name.SequenceEqual("for_user"u8)
        || name.SequenceEqual("direct_message"u8)
        || name.SequenceEqual("errors"u8)
        || name.SequenceEqual("disconnect_type"u8)
        || name.SequenceEqual("connection_issue"u8);
}
