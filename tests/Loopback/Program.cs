// The servers of the benchmark, until they are ended (SIGTERM): two that accept every report, over http and https, one that
// takes 10 s for it, and one that swallows every connection.
// Usage: Loopback DIRECTORY, where it leaves their addresses (http.url, https.url, slow.url, dead.url) and the CA's
// certificate (ca.pem).

using System.Net;
using System.Runtime.InteropServices;
using Loopback;

if (args is not [var directory])
{
    Console.Error.WriteLine("usage: Loopback DIRECTORY");
    return 64;
}

var ended = new TaskCompletionSource();
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => ended.TrySetResult());
using var authority = new CertificateAuthority();
await using var http = await RecordingServer.Start();
await using var https = await RecordingServer.Start(authority.Issue());
await using var slow = await RecordingServer.Start(answer: async (request, context) =>
{
    await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted);
    await RecordingServer.Created(request, context);
});
using var dead = new DeadAddress(IPAddress.Loopback);
Tell("ca.pem", authority.Pem);
Tell("slow.url", slow.Url);
Tell("dead.url", $"http://127.0.0.1:{dead.Port}");
Tell("http.url", http.Url);
Tell("https.url", https.Url);
await ended.Task;
return 0;

void Tell(string name, string text) => File.WriteAllText(Path.Combine(directory, name), text);
