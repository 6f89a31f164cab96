// The header field Retry-After: how long a server asks clients to wait (RFC 9110, section 10.2.3).

using System.Globalization;

namespace ApiFunc.Http;

/// <summary>Parses the field.</summary>
internal static class RetryAfter
{
    /// <summary>The longest wait that a server is granted: a date far in the future may be a mistake.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // The three forms of a date (RFC 9110, section 5.6.7).
    private static readonly string[] s_dates =
        ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>The time to wait, at most an hour; zero if the field is missing, in the past, or malformed.</summary>
    /// <param name="value">The field: seconds, or a date.</param>
    /// <param name="date">The field Date of the same response: this host's own clock may be wrong.</param>
    public static TimeSpan Parse(string? value, string? date)
    {
        if (string.IsNullOrEmpty(value))
            return TimeSpan.Zero;

        if (value.All(char.IsAsciiDigit))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < Longest.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : Longest;
        }

        if (ParseDate(value) is not { } end)
            return TimeSpan.Zero;

        var wait = end - (ParseDate(date) ?? DateTimeOffset.UtcNow);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Longest ? wait : Longest;
    }

    private static DateTimeOffset? ParseDate(string? text) =>
        DateTimeOffset.TryParseExact(
            text, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var date)
            ? date
            : null;
}
