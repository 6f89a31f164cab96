// Numbers as scripts write them.

using System.Globalization;

namespace ApiFunc.Reports;

internal static class Numbers
{
    /// <summary>A whole number of 1 to 18 digits, or null.</summary>
    public static long? Whole(string? text) =>
        text is { Length: >= 1 and <= 18 } && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A size as Proxmox VE writes it (<c>8</c>, <c>8G</c>) without its unit.</summary>
    public static string WithoutUnit(string? size) => size is ['G'] or [.., 'G'] ? size[..^1] : size ?? "";

    /// <summary>GB, from a size (<c>8</c>, <c>8G</c>, <c>0.5</c>) with at most 6 decimals; 0 for anything else.</summary>
    public static decimal DiskSize(string? text)
    {
        text = WithoutUnit(text);
        var point = text.IndexOf('.');
        if (point < 0)
            return Whole(text) ?? 0;

        var decimals = text[(point + 1)..];
        return Whole(text[..point]) is not null && decimals.Length <= 6 && Whole(decimals) is not null
            ? decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : 0;
    }
}
