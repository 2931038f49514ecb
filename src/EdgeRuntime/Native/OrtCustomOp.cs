using System.Runtime.InteropServices;

namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// <c>struct OrtCustomOp</c> of onnxruntime_c_api.h as version 17 of the API has it: the functions by which ONNX Runtime asks what an operator of one's own is, and calls it. It is only
/// asked for what <see cref="Version"/> knows; what stays zero is not called.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OrtCustomOp
{
    /// <summary>The version of the API that this struct is of.</summary>
    public const uint ApiVersion = OrtVersion.Oldest;

    public uint Version;

    // The form without errors, of version 15 and before.
    public nint CreateKernel;
    public delegate* unmanaged<OrtCustomOp*, byte*> GetName;
    public delegate* unmanaged<OrtCustomOp*, byte*> GetExecutionProviderType;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputType;
    public delegate* unmanaged<OrtCustomOp*, nuint> GetInputTypeCount;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetOutputType;
    public delegate* unmanaged<OrtCustomOp*, nuint> GetOutputTypeCount;

    // The form without errors, of version 15 and before.
    public nint KernelCompute;
    public delegate* unmanaged<nint, void> KernelDestroy;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputCharacteristic;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetOutputCharacteristic;
    public delegate* unmanaged<OrtCustomOp*, nuint, int> GetInputMemoryType;

    // Of operators with any number of inputs or outputs.
    public nint GetVariadicInputMinArity;
    public nint GetVariadicInputHomogeneity;
    public nint GetVariadicOutputMinArity;
    public nint GetVariadicOutputHomogeneity;

    // (operator, functions, node, out kernel), (kernel, call); an OrtStatus* comes back.
    public delegate* unmanaged<OrtCustomOp*, void**, nint, nint*, nint> CreateKernelV2;
    public delegate* unmanaged<nint, nint, nint> KernelComputeV2;
    public nint InferOutputShape;
    public nint GetStartVersion;
    public nint GetEndVersion;
}
