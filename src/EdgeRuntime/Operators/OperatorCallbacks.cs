using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Operators;

/// <summary>The functions that ONNX Runtime calls. No exception leaves them, which would end the process: what is thrown becomes a status, which fails the load or the run.</summary>
internal static unsafe class OperatorCallbacks
{
    private const int Required = 0; // INPUT_OUTPUT_REQUIRED
    private const int Optional = 1; // INPUT_OUTPUT_OPTIONAL
    private const int DefaultMemory = 0; // OrtMemTypeDefault

    /// <summary>Names the functions.</summary>
    public static void Fill(OrtCustomOp* native)
    {
        native->Version = OrtCustomOp.ApiVersion;
        native->GetName = &GetName;
        native->GetExecutionProviderType = &GetProvider;
        native->GetInputType = &GetElementType;
        native->GetInputTypeCount = &GetInputCount;
        native->GetOutputType = &GetElementType;
        native->GetOutputTypeCount = &GetOutputCount;
        native->KernelDestroy = &Destroy;
        native->GetInputCharacteristic = &GetInputCharacteristic;
        native->GetOutputCharacteristic = &GetOutputCharacteristic;
        native->GetInputMemoryType = &GetInputMemory;
        native->CreateKernelV2 = &CreateKernel;
        native->KernelComputeV2 = &Compute;
    }

    [UnmanagedCallersOnly]
    private static byte* GetName(OrtCustomOp* native) => ((NativeOperator*)native)->Name;

    // The processor's.
    [UnmanagedCallersOnly]
    private static byte* GetProvider(OrtCustomOp* native) => null;

    [UnmanagedCallersOnly]
    private static int GetElementType(OrtCustomOp* native, nuint index) => (int)TensorElementType.Float;

    [UnmanagedCallersOnly]
    private static nuint GetInputCount(OrtCustomOp* native) => (nuint)((NativeOperator*)native)->Inputs;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(OrtCustomOp* native) => (nuint)((NativeOperator*)native)->Outputs;

    [UnmanagedCallersOnly]
    private static int GetInputCharacteristic(OrtCustomOp* native, nuint index) => Required;

    [UnmanagedCallersOnly]
    private static int GetOutputCharacteristic(OrtCustomOp* native, nuint index) => index == 0 ? Required : Optional;

    [UnmanagedCallersOnly]
    private static int GetInputMemory(OrtCustomOp* native, nuint index) => DefaultMemory;

    [UnmanagedCallersOnly]
    private static nint CreateKernel(OrtCustomOp* native, void** functions, nint node, nint* kernel)
    {
        *kernel = 0;
        try
        {
            CustomOperatorDomain.Entry entry = (CustomOperatorDomain.Entry)GCHandle.FromIntPtr(((NativeOperator*)native)->Entry).Target!;
            OperatorKernel made = entry.Operator.CreateKernel(new OperatorAttributes(entry.Runtime, node));
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(new Node(entry.Runtime, made)));
            return 0;
        }
#pragma warning disable CA1031 // What leaves a callback ends the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure(new OrtApi(functions), exception);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        Node node = (Node)GCHandle.FromIntPtr(kernel).Target!;
        try
        {
            node.Kernel.Compute(new OperatorCall(node.Runtime, context));
            return 0;
        }
#pragma warning disable CA1031 // What leaves a callback ends the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure(node.Runtime.Api, exception);
        }
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel)
    {
        if (kernel == 0)
        {
            return;
        }

        GCHandle handle = GCHandle.FromIntPtr(kernel);
        try
        {
            (((Node)handle.Target!).Kernel as IDisposable)?.Dispose();
        }
#pragma warning disable CA1031 // What leaves a callback ends the process.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is nobody left to tell: the session is being freed.
        }
        finally
        {
            handle.Free();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Failure(OrtApi api, Exception exception)
    {
        using NativeText text = NativeText.OfText($"{exception.GetType().Name}: {exception.Message}");
        return api.CreateStatus((int)OrtErrorCode.Fail, (byte*)text.Pointer);
    }

    private sealed record Node(OnnxRuntime Runtime, OperatorKernel Kernel);
}
