// A circuit breaker for each server, shared by all processes: one process's failed attempt spares the others theirs.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>Whether a server may be tried now (the circuit is closed), and if not (it is open), why.</summary>
internal enum CircuitState
{
    /// <summary>Nothing is known against it.</summary>
    Closed,

    /// <summary>It was unreachable within the last minute, and that took less than 100 ms: it costs little to try it again.</summary>
    OpenAfterFastFailure,

    /// <summary>It was unreachable within the last minute, and was waited for.</summary>
    OpenAfterTimeout,

    /// <summary>It asked not to be tried for a while, by Retry-After.</summary>
    OpenByRetryAfter,
}

/// <summary>The servers that are not to be tried: a file each, whose modification time says since when.</summary>
internal sealed class UnreachableServers(SafeDirectory state, TimeProvider time)
{
    // Followed by the time until which the server asked to wait, in milliseconds since 1970.
    private const string Until = "until ";
    private const int LargestFile = 64;

    private static readonly TimeSpan s_fast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_openDuration = TimeSpan.FromSeconds(60);

    // The modification time is read in whole seconds.
    private static readonly TimeSpan s_resolution = TimeSpan.FromSeconds(1);

    private static ReadOnlySpan<byte> FastFailure => "refused\n"u8;

    private static ReadOnlySpan<byte> Timeout => "silent\n"u8;

    /// <summary>Whether a report's server may be tried now. A file from the future says nothing: the clock was set back.</summary>
    /// <param name="report">The report.</param>
    /// <param name="left">For how long it may not; zero if it may.</param>
    public CircuitState Look(OutgoingReport report, out TimeSpan left)
    {
        left = TimeSpan.Zero;
        using var file = state.OpenFile(FileName(report), Libc.O_RDONLY, out _);
        return file is null ? CircuitState.Closed : Read(file, out left);
    }

    /// <summary>
    /// Remembers what an attempt says about a server. While a server asks to be left alone, only another Retry-After changes
    /// that: this attempt may have begun before another process was asked, and ended after that.
    /// </summary>
    /// <param name="report">What was sent.</param>
    /// <param name="response">The response to it.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Learn(OutgoingReport report, Response response, TimeSpan elapsed)
    {
        if (response.AsksToWait)
        {
            var end = (time.GetUtcNow() + response.RetryAfter).ToUnixTimeMilliseconds();
            Open(report, Encoding.ASCII.GetBytes($"{Until}{end}"), evenIfAsked: true);
        }
        else if (response.IsUnreachable)
        {
            Open(report, elapsed < s_fast ? FastFailure : Timeout, evenIfAsked: false);
        }
        else if (response.Status != 0)
        {
            Close(report);
        }
    }

    private void Close(OutgoingReport report)
    {
        using var file = state.OpenFile(FileName(report), Libc.O_RDONLY, out _);
        if (file is not null && Read(file, out _) != CircuitState.OpenByRetryAfter)
            state.Delete(FileName(report));
    }

    private void Open(OutgoingReport report, ReadOnlySpan<byte> reason, bool evenIfAsked)
    {
        using var file = state.OpenFile(FileName(report), Libc.O_RDWR | Libc.O_CREAT, out _);
        if (file is not null && (evenIfAsked || file.Length == 0 || Read(file, out _) != CircuitState.OpenByRetryAfter))
            file.Replace(reason);
    }

    private CircuitState Read(SafeFile file, out TimeSpan left)
    {
        left = TimeSpan.Zero;
        ReadOnlySpan<byte> content = file.ReadStart(LargestFile);
        var now = time.GetUtcNow();
        var (circuit, end) =
            content.StartsWith(Encoding.ASCII.GetBytes(Until)) ? (CircuitState.OpenByRetryAfter, ParseTime(content[Until.Length..], now))
            : content.StartsWith(FastFailure) ? (CircuitState.OpenAfterFastFailure, file.Modified + s_openDuration)
            : (CircuitState.OpenAfterTimeout, file.Modified + s_openDuration);
        if (file.Modified > now + s_resolution || end <= now)
            return CircuitState.Closed;

        left = end - now;
        return circuit;
    }

    /// <summary>A time in milliseconds since 1970, at most an hour from now; the past for what is none.</summary>
    private static DateTimeOffset ParseTime(ReadOnlySpan<byte> text, DateTimeOffset now)
    {
        _ = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, (now + RetryAfter.Longest).ToUnixTimeMilliseconds()));
    }

    private static string FileName(OutgoingReport report) =>
        string.Create(CultureInfo.InvariantCulture, $"away-{Fnv.Hash(Encoding.UTF8.GetBytes(report.Origin)):x16}");
}
