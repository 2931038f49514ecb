using System.Diagnostics.Metrics;
using RsdtrEdge.Runtime.Monitoring;

namespace RsdtrEdge.Runtime.Tests.Monitoring;

/// <summary>Listens to the library's metrics, and keeps those that carry a tag: other tests run models meanwhile.</summary>
internal sealed class MetricCapture : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<CapturedMetric> _metrics = [];
    private readonly KeyValuePair<string, object?> _tag;

    /// <summary>Listens from now on.</summary>
    /// <param name="key">The tag.</param>
    /// <param name="value">Its value.</param>
    public MetricCapture(string key, string value)
    {
        _tag = new(key, value);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RuntimeMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was published so far.</summary>
    public IReadOnlyList<CapturedMetric> Metrics
    {
        get
        {
            lock (_lock)
            {
                return [.. _metrics];
            }
        }
    }

    /// <summary>Asks the gauges and gives what they say.</summary>
    public IReadOnlyList<CapturedMetric> Collect()
    {
        lock (_lock)
        {
            _metrics.Clear();
        }

        _listener.RecordObservableInstruments();
        return Metrics;
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Equals(_tag))
            {
                lock (_lock)
                {
                    _metrics.Add(new CapturedMetric(instrument, value, tags.ToArray().ToDictionary(pair => pair.Key, pair => (string?)pair.Value)));
                }
            }
        }
    }
}
