using System.CommandLine;
using System.Globalization;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Sessions;
using RsdtrEdge.Tools.Edge.Output;

namespace RsdtrEdge.Tools.Edge.Commands;

/// <summary><c>rsdtr-edge info</c>: the board, and the ONNX Runtime that programs here would use.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        Command command = new("info", "Tells the board, its clocks, temperatures and throttling, and the ONNX Runtime in use.");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    private static int Run(TextWriter writer)
    {
        BoardInfo board = BoardInfo.Read();
        writer.WriteLine($"board         {board.Model ?? BoardText.Unknown}");
        writer.WriteLine($"processor     {board.Cpu ?? BoardText.Unknown}, {BoardText.Text(board.Cores)} cores, this process may use {board.Affinity ?? BoardText.Unknown}");
        writer.WriteLine($"memory        {BoardText.Memory(board.MemoryBytes)}");
        if (board.ProcessorLimit is not null || board.MemoryLimitBytes is not null)
        {
            string processors = board.ProcessorLimit is { } limit ? string.Create(CultureInfo.InvariantCulture, $"{limit:0.##} processors") : "all processors";
            writer.WriteLine($"container     {processors}, memory {(board.MemoryLimitBytes is { } bytes ? BoardText.Memory(bytes) : "all")}");
        }

        writer.WriteLine($"kernel        {board.Kernel ?? BoardText.Unknown}");
        writer.WriteLine($"clock         {(board.Clocks.IsEmpty ? BoardText.Unknown : string.Join("\n              ", board.Clocks.Select(BoardText.Policy)))}");
        writer.WriteLine($"power mode    {board.PowerMode ?? BoardText.Unknown}");
        writer.WriteLine($"temperature   {BoardText.List(board.Temperatures, BoardText.Zone)}");
        writer.WriteLine($"fan           {BoardText.List(board.Fans, BoardText.Fan)}");
        writer.WriteLine($"power         {BoardText.List(board.Power, BoardText.Power)}");
        writer.WriteLine($"throttling    {Throttling(board)}");

        OnnxRuntime runtime = OnnxRuntime.Current;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ONNX Runtime  {runtime.Version} (C API {runtime.ApiVersion})"));
        writer.WriteLine($"library       {runtime.LibraryPath}");
        writer.WriteLine($"build         {runtime.BuildInfo}");
        writer.WriteLine($"providers     {string.Join(", ", runtime.AvailableProviders)}");
        return 0;
    }

    private static string Throttling(BoardInfo board)
    {
        string[] limits = [.. board.Cooling.Where(device => device.HoldsProcessorsBack).Select(device => $"{device.Name} holds the clock back")];
        string[] parts = [.. new[] { board.Throttling?.ToString(), board.UnderVoltage == true ? "the supply is too low" : null }.OfType<string>(), .. limits];
        return parts.Length == 0 ? BoardText.Unknown : string.Join("; ", parts);
    }
}
