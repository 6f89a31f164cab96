// The time of `--since`: a date, or how long ago.

using System.Globalization;

namespace ApiFunc.Commands;

internal static class Since
{
    /// <summary>What it takes, for a message.</summary>
    public const string Description = "how long ago (30m, 12h, 2d, 3w) or a date (2026-02-11, 2026-02-11T08:30:00Z)";

    private const int LongestNumber = 6;

    /// <summary>
    /// The time that a text means: a number with <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>, so long ago, or a date of ISO 8601,
    /// in UTC unless it says otherwise. Null for any other text.
    /// </summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text is [.. { Length: > 0 and <= LongestNumber } digits, var unit]
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            TimeSpan? ago = char.ToLowerInvariant(unit) switch
            {
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                'w' => TimeSpan.FromDays(7L * number),
                _ => null,
            };
            if (ago is { } time)
                return now - DateTimeOffset.UnixEpoch > time ? now - time : DateTimeOffset.UnixEpoch;
        }

        string[] formats =
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"];
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, utc, out var date) ? date : null;
    }
}
