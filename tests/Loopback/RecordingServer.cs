// A real HTTP server on loopback that keeps every request that it received.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loopback;

/// <summary>A request as it arrived.</summary>
public sealed record RecordedRequest(string Method, string Path, IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Kestrel on a port of its own. Answers 201 with a short JSON body, unless it is given another answer.</summary>
public sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly SemaphoreSlim _arrivals = new(0);

    private RecordingServer(WebApplication app, bool tls, IPAddress address)
    {
        _app = app;
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        Url = $"{(tls ? "https" : "http")}://{address}:{Port}";
    }

    /// <summary>The body of the default answer.</summary>
    public const string DefaultAnswer = """{"message":"it's ok"}""";

    public int Port { get; }

    /// <summary>The server's address, without a path.</summary>
    public string Url { get; }

    /// <summary>What has arrived so far, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Waits until so many more requests have arrived than were waited for before.</summary>
    public async Task Arrive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!await _arrivals.WaitAsync(TimeSpan.FromSeconds(60)))
                throw new TimeoutException($"of {count} requests {i} arrived");
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="certificate">The certificate for https; http without one.</param>
    /// <param name="answer">Answers a request, after it was recorded.</param>
    /// <param name="address">The address to listen on, 127.0.0.1 by default.</param>
    /// <param name="intermediates">Certificates that are sent with the server's own.</param>
    public static Task<RecordingServer> Start(
        X509Certificate2? certificate = null,
        Func<RecordedRequest, HttpContext, Task>? answer = null,
        IPAddress? address = null,
        params X509Certificate2[] intermediates) =>
        Start(new IPEndPoint(address ?? IPAddress.Loopback, 0), answer, certificate, intermediates);

    /// <summary>Starts a server at a given address and port.</summary>
    public static async Task<RecordingServer> Start(
        IPEndPoint end, Func<RecordedRequest, HttpContext, Task>? answer, X509Certificate2? certificate = null,
        params X509Certificate2[] intermediates)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(end, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                    listen.UseHttps(With(certificate, intermediates));
            });
        });
        var app = builder.Build();
        RecordingServer? server = null;
        app.Run(async context =>
        {
            var request = await Record(context.Request);
            server!._requests.Enqueue(request);
            server._arrivals.Release();
            await (answer ?? Created)(request, context);
        });
        await app.StartAsync();
        return server = new RecordingServer(app, certificate is not null, end.Address);
    }

    /// <summary>Answers 201 with <see cref="DefaultAnswer"/>.</summary>
    public static Task Created(RecordedRequest request, HttpContext context)
    {
        context.Response.StatusCode = 201;
        context.Response.ContentLength = DefaultAnswer.Length;
        return context.Response.WriteAsync(DefaultAnswer);
    }

    /// <summary>Answers with a status and nothing else.</summary>
    public static Func<RecordedRequest, HttpContext, Task> Status(int status, string? location = null) => (_, context) =>
    {
        context.Response.StatusCode = status;
        if (location is not null)
            context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };

    /// <summary>Takes no more requests, and returns when all that were taken are answered.</summary>
    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Options that send exactly these certificates, and ask nothing of them.</summary>
    private static TlsHandshakeCallbackOptions With(X509Certificate2 certificate, X509Certificate2[] intermediates)
    {
        var context = SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true);
        return new() { OnConnection = _ => new(new SslServerAuthenticationOptions { ServerCertificateContext = context }) };
    }

    private static async Task<RecordedRequest> Record(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new RecordedRequest(
            request.Method, request.Path + request.QueryString, new HeaderDictionary(request.Headers.ToDictionary()), body.ToArray());
    }
}
