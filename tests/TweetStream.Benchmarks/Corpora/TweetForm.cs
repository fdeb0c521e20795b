using System.Globalization;
using System.Text.Json;
using TweetStream.Benchmarks.Contenders;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>As X's API v1.1 sends a tweet, with most of its members around it.</summary>
internal sealed class TweetForm : PostForm
{
    private const string User =
        """{"id":1186275104,"id_str":"1186275104","name":"Ann of the Stream","screen_name":"ann","location":"here and there","description":"writes about streams, and what moves in them, most mornings","url":null,"entities":{"description":{"urls":[]}},"protected":false,"followers_count":262,"friends_count":252,"listed_count":0,"created_at":"Sat Feb 16 13:46:25 +0000 2013","favourites_count":235,"utc_offset":null,"time_zone":null,"geo_enabled":false,"verified":false,"statuses_count":1769,"lang":"en","contributors_enabled":false,"is_translator":false,"is_translation_enabled":false,"profile_background_color":"C0DEED","profile_background_image_url":"http://images.example.org/themes/theme1/bg.png","profile_background_image_url_https":"https://images.example.org/themes/theme1/bg.png","profile_background_tile":false,"profile_image_url":"http://images.example.org/profile_images/497760886795153410/LDjAwR_y_normal.jpeg","profile_image_url_https":"https://images.example.org/profile_images/497760886795153410/LDjAwR_y_normal.jpeg","profile_banner_url":"https://images.example.org/profile_banners/1186275104/1409318784","profile_link_color":"0084B4","profile_sidebar_border_color":"C0DEED","profile_sidebar_fill_color":"DDEEF6","profile_text_color":"333333","profile_use_background_image":true,"default_profile":true,"default_profile_image":false,"following":false,"follow_request_sent":false,"notifications":false}""";

    public override string Name => "NDJSON, tweets of API v1.1";

    public override bool HasTime => true;

    public override string Line(Draft draft)
    {
        var created = DateTimeOffset.FromUnixTimeMilliseconds(draft.Time).ToString("ddd MMM dd HH:mm:ss '+0000' yyyy", CultureInfo.InvariantCulture);
        var id = string.Create(CultureInfo.InvariantCulture, $"505874924{draft.Number:000000000}");
        return $$"""{"metadata":{"result_type":"recent","iso_language_code":"{{draft.Language}}"},"created_at":"{{created}}","id":{{id}},"id_str":"{{id}}","text":"{{draft.Text}}","source":"<a href=\"http://example.org/download\" rel=\"nofollow\">A client</a>","truncated":false,"in_reply_to_status_id":null,"in_reply_to_status_id_str":null,"in_reply_to_user_id":null,"in_reply_to_user_id_str":null,"in_reply_to_screen_name":null,"user":{{User}},"geo":null,"coordinates":null,"place":null,"contributors":null,"retweet_count":0,"favorite_count":0,"entities":{"hashtags":[{{string.Join(',', draft.Tags.Select(Entity))}}],"symbols":[],"urls":[],"user_mentions":[]},"favorited":false,"retweeted":false,"is_quote_status":false,"quote_count":0,"reply_count":0,"possibly_sensitive":false,"quoted_status_id":null,"filter_level":"low","lang":"{{draft.Language}}","timestamp_ms":"{{draft.Time.ToString(CultureInfo.InvariantCulture)}}"}""";
    }

    public override TaggedPost Read(string line, Func<string, IReadOnlyList<string>> tags)
    {
        using var document = JsonDocument.Parse(line);
        var time = long.Parse(document.RootElement.GetProperty("timestamp_ms").GetString()!, CultureInfo.InvariantCulture);
        return new(time, tags(document.RootElement.GetProperty("text").GetString()!));
    }

    private static string Entity(string tag) => $$"""{"text":"{{tag}}","indices":[0,{{tag.Length.ToString(CultureInfo.InvariantCulture)}}]}""";
}
