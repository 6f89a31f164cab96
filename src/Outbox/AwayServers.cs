// The memory for servers that are away: the first process that waits for one in vain does so for the others, too.

using System.Globalization;
using System.Text;
using ApiFunc.Delivery;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

/// <summary>Servers that did not answer lately, a file each, whose time says when that was.</summary>
internal sealed class AwayServers(SafeDirectory state)
{
    private static ReadOnlySpan<byte> Refused => "refused\n"u8;

    private static ReadOnlySpan<byte> Silent => "silent\n"u8;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    /// <summary>Whether a server was away a moment ago. A time to come says nothing: the clock was set back.</summary>
    /// <param name="request">A report for it.</param>
    /// <param name="isQuick">Whether it was quick to say so: then it costs little to ask again.</param>
    public bool Contains(Request request, out bool isQuick)
    {
        using var file = state.OpenFile(Name(request), Native.ReadOnly, out _);
        isQuick = file is not null && file.ReadStart(64).AsSpan().StartsWith(Refused);
        return file is not null && DateTimeOffset.UtcNow - file.Modified is var age && age >= TimeSpan.FromSeconds(-1) && age < Memory;
    }

    /// <summary>Remembers what an attempt says about a server.</summary>
    public void Learn(Request request, Answer answer, TimeSpan elapsed)
    {
        if (answer.IsAway)
        {
            using var file = state.OpenFile(Name(request), Native.WriteOnly | Native.Create, out _);
            file?.Replace(elapsed < Quick ? Refused : Silent);
        }
        else if (answer.Status != 0)
        {
            state.Delete(Name(request));
        }
    }

    /// <summary>Scheme, host and port: what is away together.</summary>
    public static string Origin(Request request) =>
        request.Address is { } url ? url.GetLeftPart(UriPartial.Scheme) + Host(request) : "";

    /// <summary>The host of a report's URL, with its port where that is not the usual one.</summary>
    public static string Host(Request request) => request.Address?.Authority ?? "";

    private static string Name(Request request) =>
        string.Create(CultureInfo.InvariantCulture, $"away-{Fnv.Hash(Encoding.UTF8.GetBytes(Origin(request))):x16}");
}
