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
    // The first version whose ACL takes enable_fast_math where it took use_arena before.
    private const int FastMathApiVersion = 20;

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

        switch (provider.ShortName.ToUpperInvariant())
        {
            case "ACL" when runtime.ApiVersion < FastMathApiVersion:
                return AppendByExport(options, provider, "OrtSessionOptionsAppendExecutionProvider_ACL", "use_arena", otherwise: true);
            case "ACL":
                return AppendByExport(options, provider, "OrtSessionOptionsAppendExecutionProvider_ACL", "enable_fast_math", otherwise: false);
            case "DNNL":
                return AppendByExport(options, provider, "OrtSessionOptionsAppendExecutionProvider_Dnnl", "use_arena", otherwise: true);
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
            _ => AppendByName(options, provider, nativeKeys, nativeValues, keys.Length),
        };
        return Reason(status);
    }

    private string? Reason(nint status) => status == 0 ? null : runtime.TakeError(status).ToString();

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

    // Such a function takes one flag and nothing else.
    private string? AppendByExport(nint options, ExecutionProvider provider, string function, string flag, bool otherwise)
    {
        if (provider.Options.Keys.FirstOrDefault(key => key != flag) is { } unknown)
        {
            return $"in ONNX Runtime {runtime.Version} it takes no option '{unknown}', only '{flag}'";
        }

        if (!NativeLibrary.TryGetExport(runtime.Library, function, out nint address))
        {
            return "the native library does not export the function that adds it";
        }

        bool isOn = provider.Options.TryGetValue(flag, out string? value) ? value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;
        return Reason(((delegate* unmanaged<nint, int, nint>)address)(options, isOn ? 1 : 0));
    }
}
