// The name of a report's file: its place in the order, and whose it is.

using System.Globalization;

namespace ApiFunc.Outbox;

/// <summary>A report's name.</summary>
/// <param name="Sequence">Its place in the order. No time: clocks are set back.</param>
/// <param name="Key">A hash of its server and random_id: reports with the same one keep their order.</param>
internal readonly record struct ReportName(long Sequence, ulong Key) : IComparable<ReportName>
{
    private const int Digits = 20;
    private const int KeyDigits = 16;
    private const string Suffix = ".report";

    /// <summary>The name that a file name stands for; null for a file that is no report.</summary>
    public static ReportName? Parse(string file) =>
        file.Length == Digits + 1 + KeyDigits + Suffix.Length && file[Digits] == '-' && file.EndsWith(Suffix, StringComparison.Ordinal)
        && long.TryParse(file.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
        && ulong.TryParse(file.AsSpan(Digits + 1, KeyDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
        && new ReportName(sequence, key) is var name && name.ToString() == file
            ? name
            : null;

    public int CompareTo(ReportName other) => Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : Key.CompareTo(other.Key);

    /// <summary>The file's name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence:D20}-{Key:x16}{Suffix}");
}
