// The server of the benchmark: accepts every report, over http and https, until it is ended (SIGTERM).
// Usage: Loopback DIRECTORY, where it leaves its addresses (http.url, https.url) and the CA's certificate (ca.pem).

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
File.WriteAllText(Path.Combine(directory, "ca.pem"), authority.Pem);
File.WriteAllText(Path.Combine(directory, "http.url"), http.Url);
File.WriteAllText(Path.Combine(directory, "https.url"), https.Url);
await ended.Task;
return 0;
