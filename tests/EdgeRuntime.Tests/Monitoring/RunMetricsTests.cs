using System.Diagnostics.Metrics;
using RsdtrEdge.Runtime.Board;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Models;
using RsdtrEdge.Runtime.Monitoring;
using RsdtrEdge.Runtime.Tests.DataSets;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

public sealed class RunMetricsTests
{
    [Fact]
    public void Each_run_is_published_with_its_duration_in_seconds_and_recorded_by_the_monitor()
    {
        LatencyMonitor monitor = new();
        using MetricCapture capture = new("device", "board of the test");
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { Monitor = monitor, ModelName = "affine", DeviceName = "board of the test" });
        for (int i = 0; i < 5; i++)
        {
            _ = model.Run([i, 2]);
        }

        Assert.Equal(5, capture.Metrics.Count);
        Assert.All(capture.Metrics, metric =>
        {
            Assert.Equal((RuntimeMetrics.InferenceDuration, "s"), (metric.Instrument.Name, metric.Instrument.Unit));
            Assert.Equal("affine", metric.Tags["model"]);
        });

        // The same five durations, in seconds here and in milliseconds there.
        LatencySnapshot snapshot = monitor.Snapshot();
        Assert.Equal(5, snapshot.Count);
        Assert.Equal(capture.Metrics.Max(metric => metric.Value) * 1e3, snapshot.MaxMs!.Value, 1e-9);
        Assert.Equal(capture.Metrics.Average(metric => metric.Value) * 1e3, snapshot.MeanMs!.Value, 1e-6);
    }

    [Fact]
    public void A_collector_is_advised_of_buckets_in_seconds()
    {
        IReadOnlyList<double>? bounds = RuntimeMetrics.Duration.Advice?.HistogramBucketBoundaries;
        Assert.NotNull(bounds);
        Assert.Equal(bounds.Order(), bounds);
        Assert.Equal((1e-4, 10), (bounds[0], bounds[^1]));
        Assert.Equal("RsdtrEdge.Runtime", RuntimeMetrics.Duration.Meter.Name);
    }

    [Fact]
    public void Models_are_called_by_their_file_else_by_their_graph_and_the_machine_by_its_board()
    {
        using TemporaryFolder folder = new();
        folder.AddBytes("camera.rsdtr.onnx", TinyModel.Affine());
        using MetricCapture ofFile = new("model", "camera.rsdtr");
        using MetricCapture ofGraph = new("model", "tiny");
        using EdgeModel fromFile = EdgeModel.Load(folder.File("camera.rsdtr.onnx"));
        using EdgeModel fromMemory = EdgeModel.Load(TinyModel.Affine());
        _ = fromFile.Run();
        _ = fromMemory.Run();
        CapturedMetric metric = Assert.Single(ofFile.Metrics);
        Assert.Equal(BoardInfo.Read().Model, metric.Tags.GetValueOrDefault("device"));
        Assert.NotEmpty(ofGraph.Metrics);
    }

    [Fact]
    public void A_run_that_fails_is_not_recorded()
    {
        LatencyMonitor monitor = new();
        using EdgeModel model = EdgeModel.Load(TinyModel.Affine(), new EdgeModelOptions { Monitor = monitor });
        Assert.Throws<RsdtrException>(() => model.Run([1, 2, 3]).Length);
        Assert.Equal(0, monitor.Snapshot().Count);
    }

    [Fact]
    public void Several_models_share_a_monitor()
    {
        LatencyMonitor monitor = new();
        EdgeModelOptions options = new() { Monitor = monitor };
        using EdgeModel one = EdgeModel.Load(TinyModel.Affine(), options);
        using EdgeModel other = EdgeModel.Load(TinyModel.NonZero(), options);
        _ = one.Run();
        _ = other.Run();
        Assert.Equal(2, monitor.Snapshot().Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Ten_thousand_runs_allocate_no_managed_memory(bool hasMonitor, bool hasListener)
    {
        // Other tests run models at the same time, on other threads.
        int thread = Environment.CurrentManagedThreadId;
        int heard = 0;
        using MeterListener listener = new();
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            // Adding nothing would be a write as well, and those of this thread could be lost by it.
            if (Environment.CurrentManagedThreadId == thread)
            {
                heard += tags.Length;
            }
        });
        if (hasListener)
        {
            listener.EnableMeasurementEvents(RuntimeMetrics.Duration);
        }

        foreach (byte[] bytes in (byte[][])[TinyModel.Affine(), TinyModel.NonZero()])
        {
            using EdgeModel model = EdgeModel.Load(bytes, new EdgeModelOptions { Monitor = hasMonitor ? new LatencyMonitor() : null, DeviceName = "here" });
            float[] input = new float[model.Input.Length];
            for (int i = 0; i < 3; i++)
            {
                _ = model.Run(input);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++)
            {
                _ = model.Run(input);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(hasListener ? 2 * 2 * 10_003 : 0, heard);
    }
}
