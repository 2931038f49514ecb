using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Turns <see cref="SessionOptions"/> into the native object, execution providers left out.</summary>
internal static unsafe class SessionOptionsBuilder
{
    /// <summary>The native options, for the caller to dispose once the session is made.</summary>
    public static OrtHandle Build(OnnxRuntime runtime, SessionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.IntraOpThreads);
        ArgumentOutOfRangeException.ThrowIfNegative(options.InterOpThreads);
        OrtApi api = runtime.Api;
        nint native;
        runtime.Check(api.CreateSessionOptions(&native));
        OrtHandle handle = new(native, api.ReleaseSessionOptions);
        try
        {
            runtime.Check(api.SetIntraOpNumThreads(native, options.IntraOpThreads));
            runtime.Check(api.SetInterOpNumThreads(native, options.InterOpThreads));
            runtime.Check(api.SetSessionGraphOptimizationLevel(native, (int)options.Optimization));
            runtime.Check(api.SetSessionLogSeverityLevel(native, (int)options.LogSeverity));
            if (options.RunsOperatorsSideBySide)
            {
                runtime.Check(api.SetSessionExecutionMode(native, 1)); // ORT_PARALLEL
            }

            if (!options.MemoryPattern)
            {
                runtime.Check(api.DisableMemPattern(native));
            }

            if (!options.MemoryArena)
            {
                runtime.Check(api.DisableCpuMemArena(native));
            }

            if (options.OptimizedModelPath is { } path)
            {
                using NativeText text = NativeText.OfPath(Path.GetFullPath(path));
                runtime.Check(api.SetOptimizedModelFilePath(native, text.Pointer));
            }

            if (options.ProfilePrefix is { } prefix)
            {
                using NativeText text = NativeText.OfPath(Path.GetFullPath(prefix));
                runtime.Check(api.EnableProfiling(native, text.Pointer));
            }

            if (!options.AllowSpinning)
            {
                AddEntry(runtime, native, "session.intra_op.allow_spinning", "0");
                AddEntry(runtime, native, "session.inter_op.allow_spinning", "0");
            }

            if (!options.SpinsBetweenRuns)
            {
                AddEntry(runtime, native, "session.force_spinning_stop", "1");
            }

            foreach ((string key, string value) in options.ConfigEntries)
            {
                AddEntry(runtime, native, key, value);
            }

            foreach ((string name, long size) in options.DimensionOverrides)
            {
                using NativeText text = NativeText.OfText(name);
                runtime.Check(api.AddFreeDimensionOverrideByName(native, (byte*)text.Pointer, size));
            }

            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Adds a setting by its key.</summary>
    public static void AddEntry(OnnxRuntime runtime, nint options, string key, string value)
    {
        using NativeText nativeKey = NativeText.OfText(key);
        using NativeText nativeValue = NativeText.OfText(value);
        runtime.Check(runtime.Api.AddSessionConfigEntry(options, (byte*)nativeKey.Pointer, (byte*)nativeValue.Pointer));
    }
}
