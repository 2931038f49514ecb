using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// Gives session options an execution provider. The C API has one function for most of them, by name; CUDA and TensorRT take an object of options, and
/// ACL and oneDNN are functions that only a library built with them exports.
/// </summary>
/// <param name="runtime">The runtime.</param>
internal sealed unsafe class ProviderAppender(OnnxRuntime runtime)
{
    // No status is at this address.
    private const nint NoExport = -1;

    // As SessionOptionsAppendExecutionProvider spells them: before 1.22 it knows no other spelling.
    private static readonly string[] s_spellings = ["XNNPACK", "QNN", "SNPE", "OpenVINO", "DML", "CoreML", "WebGPU", "WEBNN", "AZURE", "JS", "VitisAI", "MIGraphX", "VSINPU"];

    /// <summary>Adds a provider to session options.</summary>
    /// <param name="options">The native options, whose number of threads is set already: XNNPACK takes it over.</param>
    /// <param name="provider">The provider.</param>
    /// <returns>Null where it worked, otherwise the reason.</returns>
    public string? Append(nint options, ExecutionProvider provider)
    {
        if (!runtime.AvailableProviders.Any(provider.Is))
        {
            return "the native library was built without it";
        }

        string[] keys = [.. provider.Options.Keys], values = [.. provider.Options.Values];
        using NativeTextList nativeKeys = new(keys), nativeValues = new(values);
        nint status = provider.ShortName.ToUpperInvariant() switch
        {
            "CUDA" => AppendWithObject(
                options, nativeKeys, nativeValues, keys.Length, runtime.Api.CreateCudaProviderOptions, runtime.Api.UpdateCudaProviderOptions,
                runtime.Api.SessionOptionsAppendExecutionProviderCuda, runtime.Api.ReleaseCudaProviderOptions),
            "TENSORRT" => AppendWithObject(
                options, nativeKeys, nativeValues, keys.Length, runtime.Api.CreateTensorRtProviderOptions, runtime.Api.UpdateTensorRtProviderOptions,
                runtime.Api.SessionOptionsAppendExecutionProviderTensorRt, runtime.Api.ReleaseTensorRtProviderOptions),
            "ACL" => AppendByExport(options, "OrtSessionOptionsAppendExecutionProvider_ACL", IsOn(provider, "enable_fast_math", otherwise: false)),
            "DNNL" => AppendByExport(options, "OrtSessionOptionsAppendExecutionProvider_Dnnl", IsOn(provider, "use_arena", otherwise: true)),
            _ => AppendByName(options, provider, nativeKeys, nativeValues, keys.Length),
        };
        return status == 0 ? null : status == NoExport ? "the native library does not export the function that adds it" : runtime.TakeError(status).ToString();
    }

    private static bool IsOn(ExecutionProvider provider, string key, bool otherwise) =>
        provider.Options.TryGetValue(key, out string? value) ? value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

    private nint AppendByName(nint options, ExecutionProvider provider, NativeTextList keys, NativeTextList values, int count)
    {
        using NativeText name = NativeText.OfText(Array.Find(s_spellings, provider.Is) ?? provider.ShortName);
        return runtime.Api.SessionOptionsAppendExecutionProvider(options, (byte*)name.Pointer, keys.Pointer, values.Pointer, (nuint)count);
    }

    private static nint AppendWithObject(
        nint options, NativeTextList keys, NativeTextList values, int count,
        delegate* unmanaged<nint*, nint> create, delegate* unmanaged<nint, byte**, byte**, nuint, nint> update,
        delegate* unmanaged<nint, nint, nint> append, delegate* unmanaged<nint, void> release)
    {
        nint settings;
        nint status = create(&settings);
        if (status != 0)
        {
            return status;
        }

        if (count > 0)
        {
            status = update(settings, keys.Pointer, values.Pointer, (nuint)count);
        }

        if (status == 0)
        {
            status = append(options, settings);
        }

        release(settings);
        return status;
    }

    private nint AppendByExport(nint options, string function, bool argument) =>
        NativeLibrary.TryGetExport(runtime.Library, function, out nint address)
            ? ((delegate* unmanaged<nint, int, nint>)address)(options, argument ? 1 : 0)
            : NoExport;
}
