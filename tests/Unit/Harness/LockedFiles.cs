// The tests that lock files run by themselves: a process that another test starts has these files open, and locked, until
// it has become its program.

namespace Unit.Harness;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LockedFiles
{
    public const string Name = "locked files";
}
