using System.Diagnostics;
using System.Runtime.InteropServices;
using OpenTelemetry.Metrics;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Measurement;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Samples.Fleet;

if (FleetOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FleetOptions.Usage);
    return (int)ExitCode.WrongUsage;
}

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT);
using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM);
try
{
    KernelTelemetry telemetry = new(options.Root);
    BoardInfo board = telemetry.Describe();
    LatencyMonitor monitor = new();
    using MeterProvider export = MetricsExport.Start(options.Instance, board);
    using BoardMetrics boardMetrics = new(telemetry);
    using EdgeModel model = EdgeModel.Load(options.Model, new EdgeModelOptions { Monitor = monitor, DeviceName = board.Model });
    Console.WriteLine($"{options.Instance}: {board.Model ?? "unknown board"}, {Path.GetFileName(options.Model)}");

    // An application puts its camera's frames here.
    SeededInput.Normal(model.Input.Length, seed: 0).CopyTo(model.Input);
    Run(model, monitor);
    export.ForceFlush();
    Console.WriteLine($"{options.Instance}: {monitor.Snapshot()}");
    return (int)ExitCode.Success;
}
catch (RsdtrException exception)
{
    Console.Error.WriteLine(exception.Diagnostic.ToCanonicalLine("Fleet"));
    return (int)exception.Diagnostic.Descriptor.ExitCode;
}

void Run(EdgeModel model, LatencyMonitor monitor)
{
    Stopwatch total = Stopwatch.StartNew();
    TimeSpan told = TimeSpan.Zero;
    LatencySnapshot last = monitor.Snapshot();
    while (!stop.IsCancellationRequested && !(total.Elapsed >= options.Duration))
    {
        _ = model.Run();
        if (total.Elapsed - told >= TimeSpan.FromSeconds(10))
        {
            LatencySnapshot now = monitor.Snapshot();
            Console.WriteLine($"{options.Instance}: {now.Since(last)}");
            (last, told) = (now, total.Elapsed);
        }

        _ = stop.Token.WaitHandle.WaitOne(options.Pause);
    }
}

PosixSignalRegistration StopOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    stop.Cancel();
});
