// `apifunc doctor`: whether the servers that reports go to can be reached. No report is sent.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Commands;

/// <summary>An endpoint: what its dialect is called, and the URL that reports go to.</summary>
internal sealed record Endpoint(string Dialect, byte[] Url, bool IsDefault)
{
    /// <summary>Those of the settings.</summary>
    public static Endpoint[] All(Settings settings) =>
    [
        Of(Dialects.Telemetry, Setting.TelemetryUrl, settings.TelemetryUrl),
        Of(Dialects.Classic, Setting.Url, settings.Url),
    ];

    private static Endpoint Of(string dialect, Setting setting, byte[]? url) =>
        new(dialect, url ?? Encoding.ASCII.GetBytes(setting.Default), url is null);

    /// <summary>The server, for what is known of it.</summary>
    public OutgoingReport Report => new(Url, Dialect, []) { Limit = TimeSpan.Zero, FollowsRedirects = false };

    /// <summary>The URL for a person, without secrets.</summary>
    public string Shown => ShownSetting.WithoutSecrets(Encoding.UTF8.GetString(Url));
}

/// <param name="script">The environment.</param>
/// <param name="settings">The settings.</param>
/// <param name="shims">The dialects of the shims on this host; none if there is no shim.</param>
internal sealed class EndpointChecks(ScriptVariables script, Settings settings, IReadOnlySet<string> shims)
{
    private const int FewDays = 14;

    // Its error READONLY.
    private const string ClickHouseIsReadOnly = ": Code: 164";

    private readonly HttpOptions _options = HttpOptions.From(script.Bytes);

    /// <summary>Asks each server in its turn, all of them within one time limit.</summary>
    /// <param name="deadline">The limit.</param>
    /// <param name="onServer">Is told the host that is asked next.</param>
    public IEnumerable<Check> Run(Deadline deadline, Action<string> onServer)
    {
        Endpoint[] endpoints = [.. Endpoint.All(settings).Where(IsUsed)];
        for (var i = 0; i < endpoints.Length; i++)
        {
            var share = new Deadline(deadline.Left / (endpoints.Length - i));
            foreach (var check in Look(endpoints[i], share, onServer))
                yield return check;
        }
    }

    /// <summary>Whether something on this host may send there: without any shim nobody knows.</summary>
    private bool IsUsed(Endpoint endpoint) => shims.Count == 0 || !endpoint.IsDefault || IsSpoken(endpoint.Dialect);

    /// <summary>Whether it is known that something on this host speaks a dialect.</summary>
    private bool IsSpoken(string dialect) =>
        shims.Contains(dialect)
        || (SettingInForce.Of(Setting.Dialect, script, settings.Configuration).Source != SettingSource.Default
            && settings.SpeaksTelemetry == (dialect == Dialects.Telemetry));

    private IEnumerable<Check> Look(Endpoint endpoint, Deadline deadline, Action<string> onServer)
    {
        if (endpoint is { Dialect: Dialects.Classic, IsDefault: true })
            return [OfClassicDefault()];
        if (EndpointUrl.FilePath(endpoint.Url) is { } path)
            return [OfFile(endpoint, path)];
        if (!EndpointUrl.IsUsable(Encoding.UTF8.GetString(endpoint.Url)))
        {
            var problem = EndpointUrl.Problem(EndpointUrl.WithoutUser(Encoding.UTF8.GetString(endpoint.Url)));
            return [new Check(endpoint.Dialect, Mark.Bad, $"'{endpoint.Shown}' is no URL to send to: {problem}", AdviceAboutUrl(endpoint))];
        }

        var url = EndpointUrl.Parse(endpoint.Url)!;
        string? unusable = null;
        var login = settings.LoginFor(url, out var passwordFile) is { } user ? Login.Read(user, passwordFile, out unusable) : null;
        if (unusable is not null)
        {
            return
            [
                new Check(
                    $"{endpoint.Dialect} password", Mark.Bad, $"{unusable}; until then reports wait", AdviceAboutPassword(passwordFile)),
                Check.Skipped(endpoint.Dialect, $"{url.Authority} is not asked without that"),
            ];
        }

        onServer(url.Host);
        return settings.UseCurl ? [OfCurl(endpoint, url, login, deadline)] : Probe(endpoint, url, login, deadline);
    }

    /// <summary>The default of the classic dialect leads nowhere. That matters if something speaks that dialect.</summary>
    private Check OfClassicDefault()
    {
        var text = $"{Setting.Url.Default}, the default, was taken down in February 2026";
        return IsSpoken(Dialects.Classic)
            ? new Check(
                Dialects.Classic, Mark.Bad, $"{text}: classic reports get nowhere",
                $"set {Setting.Url.Name} to a server of your own; today's scripts speak the dialect {Dialects.Telemetry}")
            : Check.Skipped(Dialects.Classic, $"{text}; today's scripts do not use it");
    }

    private static Check OfFile(Endpoint endpoint, byte[] path)
    {
        var name = Encoding.UTF8.GetString(path);
        string? problem = null;
        if (File.Exists(name))
        {
            using var file = SafeFile.OpenOwn(path, Libc.O_WRONLY | Libc.O_APPEND, out problem);
        }
        else if (!Directory.Exists(Path.GetDirectoryName(name)))
        {
            problem = "its directory is missing";
        }

        return problem is null
            ? Check.Good(endpoint.Dialect, $"reports are appended to {name}, and leave this host no other way")
            : new Check(endpoint.Dialect, Mark.Bad, $"{name} cannot be written: {problem}", AdviceAboutUrl(endpoint));
    }

    private Check OfCurl(Endpoint endpoint, Uri url, string? login, Deadline deadline)
    {
        if (Executable.Find("curl", script[Variables.Path]) is not { } curl)
        {
            return new Check(
                endpoint.Dialect, Mark.Bad, $"there is no curl on PATH, and {Setting.Transport.Name} asks for it",
                $"install curl, or unset {Setting.Transport.Name}");
        }

        var request = new HttpRequest(url, Body: null, UserAgent: null) { Login = login };
        var response = new CurlHttpClient(curl).Exchange(request, deadline).Response with { Login = request.LoginInForce };
        return response.Status == 0
            ? new Check(endpoint.Dialect, Mark.Bad, $"{url.Authority}, through {curl}: {response.Problem}", $"curl -v {endpoint.Shown}")
            : OfAnswer(endpoint.Dialect, $"{url.Authority}, through {curl},", response, AdviceAboutUser(url, login));
    }

    private IEnumerable<Check> Probe(Endpoint endpoint, Uri url, string? login, Deadline deadline)
    {
        var result = ServerProbe.Run(url, login, _options, deadline);
        var through = result.Proxy is null ? url.Authority : $"{url.Authority} through {result.Proxy}";
        for (var step = ProbeStep.Name; step <= ProbeStep.Answer; step++)
        {
            var name = $"{endpoint.Dialect} {NameOf(step)}";
            if (step == result.Failed)
            {
                var who = step == ProbeStep.Name ? "" : $"{through}: ";
                yield return new Check(name, Mark.Bad, $"{who}{result.Problem}", Advice(step, result));
                if (step < ProbeStep.Answer)
                    yield return Check.Skipped(endpoint.Dialect, $"the rest of {url.Authority} cannot be checked without that");
                yield break;
            }

            if (step == ProbeStep.Name)
                yield return Check.Good(name, $"{result.Proxy ?? url.Host}: {string.Join(", ", result.Addresses.Take(3))}");
            else if (step == ProbeStep.Connection)
                yield return Check.Good(name, through);
            else if (step == ProbeStep.Answer)
                yield return OfAnswer(name, url.Authority, result.Answer, AdviceAboutUser(url, login));
            else if (result.Issuer is not null)
                yield return OfCertificate(name, result.Issuer, result.DaysLeft);
        }
    }

    private static Check OfCertificate(string name, string issuer, int daysLeft)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"trusted, issued by {issuer}, valid for {daysLeft} more days");
        return daysLeft >= FewDays
            ? Check.Good(name, text)
            : new Check(name, Mark.Warning, text, "whoever runs the server has to renew it");
    }

    private static Check OfAnswer(string name, string who, Response answer, string adviceAboutUser)
    {
        var text = $"{who} answers a GET with {answer.Status}";
        var why = answer.Status >= 400 ? AttemptHistory.Describe(answer)[$"HTTP {answer.Status}".Length..] : "";
        return answer.Status switch
        {
            // Nothing is inserted by a GET. By then it has accepted the user.
            500 when why.StartsWith(ClickHouseIsReadOnly, StringComparison.Ordinal) =>
                Check.Good(name, $"{text}, as ClickHouse does (reports are sent by POST)"),
            401 => new Check(name, Mark.Bad, text + why, adviceAboutUser),
            403 => new Check(name, Mark.Warning, text + why, "if it says so to reports, too, they wait: look at user and password"),
            407 => new Check(name, Mark.Bad, text, "give the proxy's user and password in its URL"),
            429 => new Check(name, Mark.Warning, $"{text}: too many requests", "wait; reports stay in the outbox until then"),
            >= 500 => new Check(
                name, Mark.Bad, why.Length > 0 ? text + why : $"{text}: it has a problem",
                "wait; reports stay in the outbox until it works again"),
            _ => Check.Good(name, $"{text} (reports are sent by POST)"),
        };
    }

    private string Advice(ProbeStep step, ProbeResult result) => step switch
    {
        ProbeStep.Name => result.Proxy is null
            ? "look at /etc/resolv.conf; a host without a way out needs https_proxy, or a file: URL"
            : "correct the proxy's name in the environment",
        ProbeStep.Connection => result.Proxy is null
            ? "look at firewall and routes; a proxy is set by https_proxy"
            : "look at the proxy, and at no_proxy",
        ProbeStep.Certificate => _options.CertificateBundle is not null || _options.CertificateDirectories is not null
            ? "SSL_CERT_FILE and SSL_CERT_DIR say what is trusted; also look at the clock"
            : "apt install ca-certificates; for an authority of your own set SSL_CERT_FILE; also look at the clock",
        _ => "reports stay in the outbox until the server answers",
    };

    private string AdviceAboutUser(Uri url, string? login) =>
        url.UserInfo.Length > 0 ? "correct the user and the password in the URL"
        : login is null && settings.HasLogin
            ? $"{Setting.UrlUser.Name} of the configuration is only for URLs that stand there, too, and for none of the community's"
        : $"{(login is null ? "set" : "correct")} {Setting.UrlUser.Name} and {Setting.UrlPasswordFile.Name}";

    private static string? AdviceAboutPassword(string passwordFile) =>
        passwordFile.Length == 0 ? "set both, or neither"
        : Login.CheckPath(passwordFile) is null ? $"chown root:root {passwordFile} && chmod 600 {passwordFile}"
        : $"correct {Setting.UrlPasswordFile.Name}";

    private static string AdviceAboutUrl(Endpoint endpoint) =>
        $"correct {(endpoint.Dialect == Dialects.Classic ? Setting.Url : Setting.TelemetryUrl).Name}";

    private static string NameOf(ProbeStep step) => step switch
    {
        ProbeStep.Name => "name",
        ProbeStep.Connection => "connection",
        ProbeStep.Certificate => "certificate",
        _ => "answer",
    };
}
