// "Did you mean": the name that somebody may have wanted to type.

namespace ApiFunc.Commands;

internal static class Suggestion
{
    // So many letters may be wrong, but no more than half of a name.
    private const int Farthest = 3;

    /// <summary>The end of a message about a name that does not exist; empty if none of the names is like it.</summary>
    public static string For(string name, IEnumerable<string> names)
    {
        var closest = names.MinBy(known => Distance(name, known));
        return closest is not null && Distance(name, closest) <= Math.Min(Farthest, closest.TrimStart('-').Length / 2)
            ? $", did you mean '{closest}'"
            : "";
    }

    /// <summary>Levenshtein's distance: how many letters have to change.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > Farthest)
            return int.MaxValue;

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
