// What `apifunc shim --release` has to know: the URL is checked, and the sums are read from a file or fetched from there.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace ApiFunc.Commands;

internal static class ReleaseReader
{
    // Of sysexits.h: EX_DATAERR, EX_NOINPUT, EX_UNAVAILABLE.
    private const int MalformedSums = 65;
    private const int NoSums = 66;
    private const int Unavailable = 69;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>The release that the options --release and --sums ask for. Returns false if that is impossible.</summary>
    /// <param name="url">The URL; null if there is no such option.</param>
    /// <param name="sums">The file of the sums; null if there is no such option.</param>
    /// <param name="release">The release; null if none is asked for.</param>
    /// <param name="code">The exit code if it is impossible.</param>
    /// <param name="problem">Why, one line for a person.</param>
    public static bool TryRead(string? url, string? sums, out Release? release, out int code, out string problem)
    {
        (release, code, problem) = (null, 0, "");
        if (url is not null)
        {
            release = Read(url, sums, out code, out problem);
            return release is not null;
        }

        if (sums is null)
            return true;

        (code, problem) = (ToolCommands.UsageError, "--sums needs --release, the URL that they are for");
        return false;
    }

    /// <summary>A release whose files have a URL.</summary>
    /// <param name="text">The URL, as it was given.</param>
    /// <param name="path">The file of the sums; null if they are to be fetched.</param>
    /// <param name="code">The exit code if that is impossible.</param>
    /// <param name="problem">Why, one line for a person.</param>
    /// <returns>Null if it is impossible.</returns>
    private static Release? Read(string text, string? path, out int code, out string problem)
    {
        code = ToolCommands.UsageError;
        if (Release.ParseUrl(text, out var wrong) is not { } url)
        {
            problem = $"'{CommandLine.Printable(EndpointUrl.WithoutUser(text))}' cannot be fetched from: {wrong}";
            return null;
        }

        var sums = path is null ? Fetch(new Uri(url, Release.SumsName), out code, out problem) : ReadFile(path, out code, out problem);
        if (sums is null)
            return null;

        if (Release.ParseSums(sums, name => path is null ? null : SizeBeside(path, name), out wrong) is { } files)
            return new Release(url, files);

        code = MalformedSums;
        problem = $"{CommandLine.Printable(path ?? $"{url}{Release.SumsName}")} cannot be used: {wrong}";
        return null;
    }

    private static string? Fetch(Uri url, out int code, out string problem)
    {
        code = Unavailable;
        var http = new BuiltInHttpClient(HttpOptions.From(ScriptVariables.FromEnvironment().Bytes));
        var response = Redirects.Follow(http, new HttpRequest(url, null, null, Redirects.Limit), new Deadline(s_limit));
        problem = response.Status == 200 && response.Body.Length < Response.MaxBodyLength ? ""
            : $"{url} cannot be fetched: {CommandLine.Printable(Reason(response))}";
        return problem.Length > 0 ? null : Encoding.UTF8.GetString(response.Body.Span);
    }

    private static string Reason(Response response) =>
        response.Problem ?? (response.Status == 200 ? $"it is longer than {Response.MaxBodyLength} bytes" : $"status {response.Status}");

    private static string? ReadFile(string path, out int code, out string problem)
    {
        code = NoSums;
        using var file = SafeFile.OpenRead(path, out var reason, throughLinks: true);
        if (file is not null && file.Length >= Response.MaxBodyLength)
            reason = $"it is longer than {Response.MaxBodyLength} bytes";
        problem = reason is null ? "" : $"{CommandLine.Printable(path)} cannot be read: {reason}";
        return reason is null ? Encoding.UTF8.GetString(file!.ReadStart(Response.MaxBodyLength)) : null;
    }

    private static long? SizeBeside(string path, string name)
    {
        using var file = SafeFile.OpenRead(Path.Join(Path.GetDirectoryName(path), name), out _, throughLinks: true);
        return file?.Length;
    }
}
