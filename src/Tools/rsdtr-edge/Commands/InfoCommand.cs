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
        writer.WriteLine($"processor     {board.Cpu ?? BoardText.Unknown}, {BoardText.Text(board.Cores)} cores");
        writer.WriteLine($"memory        {BoardText.Memory(board.MemoryBytes)}");
        writer.WriteLine($"kernel        {board.Kernel ?? BoardText.Unknown}");
        writer.WriteLine($"clock         {BoardText.Clock(board.ClockMHz)} of {BoardText.Clock(board.MaxClockMHz)}, governor {board.Governor ?? BoardText.Unknown}");
        writer.WriteLine($"temperature   {(board.Temperatures.IsEmpty ? BoardText.Unknown : string.Join(", ", board.Temperatures.Select(BoardText.Zone)))}");
        writer.WriteLine($"throttling    {board.Throttling?.ToString() ?? BoardText.Unknown}");

        OnnxRuntime runtime = OnnxRuntime.Current;
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ONNX Runtime  {runtime.Version} (C API {runtime.ApiVersion})"));
        writer.WriteLine($"library       {runtime.LibraryPath}");
        writer.WriteLine($"build         {runtime.BuildInfo}");
        return 0;
    }
}
