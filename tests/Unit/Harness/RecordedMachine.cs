// The file system of a machine that is not this one: what its kernel and its distribution would show.

using EndToEnd.Harness;

namespace Unit.Harness;

internal sealed class RecordedMachine : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The root that readers are given.</summary>
    public string Root => _directory.Path;

    /// <summary>Writes a file.</summary>
    public RecordedMachine With(string path, string content)
    {
        _directory.Write(path, content);
        return this;
    }

    /// <inheritdoc cref="With(string, string)"/>
    public RecordedMachine With(string path, byte[] content)
    {
        File.WriteAllBytes(_directory.Write(path, ""), content);
        return this;
    }

    /// <summary>Makes a symbolic link.</summary>
    public RecordedMachine WithLink(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.CreateSymbolicLink(_directory.File(path), target);
        return this;
    }

    /// <summary>Adds a PCI device as sysfs has it: a link into the tree of buses, to files that end in a newline.</summary>
    public RecordedMachine WithPci(string address, string deviceClass, string vendor, string device)
    {
        var bus = $"devices/pci{address[..address.LastIndexOf(':')]}/{address}";
        With($"sys/{bus}/class", $"{deviceClass}\n");
        With($"sys/{bus}/vendor", $"{vendor}\n");
        With($"sys/{bus}/device", $"{device}\n");
        return WithLink($"sys/bus/pci/devices/{address}", $"../../../{bus}");
    }

    /// <summary>Installs a command, a shell script, and returns the PATH on which it is the only one.</summary>
    public string WithCommand(string name, string script)
    {
        // A file that is open for writing cannot be run, and a process that another test starts just then may have it open:
        // the one that is run is written by a process of its own.
        var source = _directory.Write($"source/{name}", $"#!/bin/sh\n{script}\n");
        Run.Command("install", "-D", source, _directory.File($"bin/{name}"));
        return _directory.File("bin");
    }

    public void Dispose() => _directory.Dispose();
}
