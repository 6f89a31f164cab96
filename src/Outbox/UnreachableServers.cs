// The memory for servers that are away or ask to be left alone: what one process learns in vain holds for the others, too.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>Why a server is not to be tried now.</summary>
internal enum Away
{
    /// <summary>Nothing is known against it.</summary>
    No,

    /// <summary>It was away a moment ago, and quick to say so: it costs little to ask again.</summary>
    Refused,

    /// <summary>It was away a moment ago, and waited for in vain.</summary>
    Silent,

    /// <summary>It asked to be left alone for a while.</summary>
    AskedForPatience,
}

/// <summary>Servers that did not respond lately, or asked to be left alone: a file each, whose time says when that was.</summary>
internal sealed class UnreachableServers(SafeDirectory state)
{
    // Followed by the time until which the server asked to wait, in milliseconds since 1970.
    private const string Until = "until ";

    private static ReadOnlySpan<byte> Refused => "refused\n"u8;

    private static ReadOnlySpan<byte> Silent => "silent\n"u8;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    // The time of a file is read in whole seconds.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Whether a server is not to be tried now. A time to come says nothing: the clock was set back.</summary>
    /// <param name="request">A report for it.</param>
    /// <param name="left">For how long.</param>
    public Away Look(OutgoingReport request, out TimeSpan left)
    {
        left = TimeSpan.Zero;
        using var file = state.OpenFile(Name(request), Libc.O_RDONLY, out _);
        if (file is null)
            return Away.No;

        ReadOnlySpan<byte> content = file.ReadStart(64);
        var (away, end) =
            content.StartsWith(Encoding.ASCII.GetBytes(Until)) ? (Away.AskedForPatience, Time(content[Until.Length..]))
            : content.StartsWith(Refused) ? (Away.Refused, file.Modified + Memory)
            : (Away.Silent, file.Modified + Memory);
        var now = DateTimeOffset.UtcNow;
        if (file.Modified > now + Tick || end <= now)
            return Away.No;

        left = end - now;
        return away;
    }

    /// <summary>Remembers what an attempt says about a server.</summary>
    public void Learn(OutgoingReport request, Response response, TimeSpan elapsed)
    {
        if (response.AsksToWait)
            Remember(request, Encoding.ASCII.GetBytes($"{Until}{(DateTimeOffset.UtcNow + response.RetryAfter).ToUnixTimeMilliseconds()}"));
        else if (response.IsUnreachable)
            Remember(request, elapsed < Quick ? Refused : Silent);
        else if (response.Status != 0)
            state.Delete(Name(request));
    }

    private void Remember(OutgoingReport request, ReadOnlySpan<byte> what)
    {
        using var file = state.OpenFile(Name(request), Libc.O_WRONLY | Libc.O_CREAT, out _);
        file?.Replace(what);
    }

    /// <summary>Scheme, host and port: what is away together.</summary>
    public static string Origin(OutgoingReport request) =>
        request.Address is { } url ? url.GetLeftPart(UriPartial.Scheme) + Host(request) : "";

    /// <summary>The host of a report's URL, with its port where that is not the usual one.</summary>
    public static string Host(OutgoingReport request) => request.Address?.Authority ?? "";

    /// <summary>A time in milliseconds since 1970, at most an hour from now; the past for what is none.</summary>
    private static DateTimeOffset Time(ReadOnlySpan<byte> text)
    {
        _ = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        var latest = (DateTimeOffset.UtcNow + RetryAfter.Longest).ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, latest));
    }

    private static string Name(OutgoingReport request) =>
        string.Create(CultureInfo.InvariantCulture, $"away-{Fnv.Hash(Encoding.UTF8.GetBytes(Origin(request))):x16}");
}
