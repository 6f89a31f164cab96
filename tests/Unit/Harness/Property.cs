// Properties: what has to hold for every value that a generator makes, tried with values that are the same on every run.

using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;

namespace Unit.Harness;

internal static class Property
{
    /// <summary>The variable that a person sets to any number up to 4294967295, to try other values than those of every day.</summary>
    private const string SeedVariable = "PROPERTY_SEED";

    private const int LongestValue = 10_000;

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly uint s_seed = Seed ?? 0;

    /// <summary>What <see cref="SeedVariable"/> says; null for nothing.</summary>
    public static uint? Seed =>
        Environment.GetEnvironmentVariable(SeedVariable) is { } seed ? uint.Parse(seed, CultureInfo.InvariantCulture) : null;

    /// <summary>The value of a number: it depends on the seed and that number, and on nothing that ran before.</summary>
    public static T At<T>(this Gen<T> gen, uint seed, uint number) => gen.Generate(new PCG(0, ((ulong)seed << 32) | number), null, out _);

    /// <summary>Tries a property. Throws where it fails, and says for which value: the first of those for which it does.</summary>
    /// <param name="gen">Makes the values.</param>
    /// <param name="property">Throws where it does not hold.</param>
    /// <param name="iter">How many values are tried.</param>
    /// <param name="inParallel">False where two values cannot be tried at a time.</param>
    public static void ForAll<T>(this Gen<T> gen, Action<T> property, int iter = 100, bool inParallel = true)
    {
        var failures = ParallelEnumerable.Range(0, iter).AsOrdered()
            .WithDegreeOfParallelism(inParallel ? Environment.ProcessorCount : 1)
            .Select(iteration => Try(gen, property, iteration));
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            throw first;
    }

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2>(this Gen<(T1, T2)> gen, Action<T1, T2> property, int iter = 100, bool inParallel = true) =>
        gen.ForAll(value => property(value.Item1, value.Item2), iter, inParallel);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3>(
        this Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> property, int iter = 100, bool inParallel = true) =>
        gen.ForAll(value => property(value.Item1, value.Item2, value.Item3), iter, inParallel);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4>(
        this Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> property, int iter = 100, bool inParallel = true) =>
        gen.ForAll(value => property(value.Item1, value.Item2, value.Item3, value.Item4), iter, inParallel);

    /// <inheritdoc cref="ForAll{T}"/>
    public static void ForAll<T1, T2, T3, T4, T5>(
        this Gen<(T1, T2, T3, T4, T5)> gen, Action<T1, T2, T3, T4, T5> property, int iter = 100, bool inParallel = true) =>
        gen.ForAll(value => property(value.Item1, value.Item2, value.Item3, value.Item4, value.Item5), iter, inParallel);

    private static CsCheckException? Try<T>(Gen<T> gen, Action<T> property, int iteration)
    {
        var value = gen.At(s_seed, (uint)iteration);
        try
        {
            property(value);
            return null;
        }
        catch (Exception e)
        {
            return new CsCheckException($"Iteration {iteration} of {SeedVariable}={s_seed} fails for {Shown(value)}", e);
        }
    }

    /// <summary>A value as it can stand in a message, whole as far as that can be read, whatever is in it.</summary>
    private static string Shown(object? value)
    {
        var text = value switch
        {
            string characters => Quoted(characters),
            byte[] bytes => $"bytes {Quoted(Encoding.Latin1.GetString(bytes))}", // each byte is the character of its number
            IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Shown))}]",
            ITuple items => $"({string.Join(", ", Enumerable.Range(0, items.Length).Select(i => Shown(items[i])))})",
            _ => $"{value}",
        };
        return text.Length > LongestValue ? $"{text[..LongestValue]}..." : text;
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_readable);
}
