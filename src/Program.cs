// Entry: a function of api.func is run with its arguments taken literally; everything else is a tool command.

using ApiFunc.Commands;
using ApiFunc.Functions;
using ApiFunc.Outbox;
using ApiFunc.Shim;

namespace ApiFunc;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length == 0)
            return ToolCommands.Run(["--help"]);

        if (args[0] == ShimEntry.Name)
            return ShimEntry.Run(args.AsSpan(1));
        if (args is [OutboxWorker.Name, OutboxWorker.Once or OutboxWorker.KeepTrying])
            return OutboxWorker.Run(args[1]);

        return FunctionTable.Find(args[0]) is { } function
            ? function.RunDirectly(new Arguments(args[1..]))
            : ToolCommands.Run(args);
    }
}
