using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>
/// The arguments of <c>OrtApi.Run</c> in one native block, made once and used by every run:
/// input name, input value, output names, output values. It owns the values.
/// </summary>
internal sealed unsafe class RunBuffers : SafeHandle
{
    private readonly OrtApi api;
    private readonly SessionHandle session;
    private readonly int outputCount;
    private readonly float* input;
    private readonly int inputLength;

    /// <summary>Makes the input's value, filled with zeros.</summary>
    public RunBuffers(InferenceSession session, ImmutableArray<long> inputShape)
        : base(0, ownsHandle: true)
    {
        OnnxRuntime runtime = session.Runtime;
        api = runtime.Api;
        this.session = session.Handle;
        outputCount = session.Outputs.Length;
        inputLength = checked((int)TensorShape.Count(inputShape.AsSpan()));
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)(2 + (2 * outputCount)), (nuint)sizeof(nint)));
        *InputNames = session.Handle.NameOf(session.Inputs[0].Name);
        for (int i = 0; i < outputCount; i++)
        {
            OutputNames[i] = session.Handle.NameOf(session.Outputs[i].Name);
        }

        try
        {
            void* data;
            fixed (long* sizes = inputShape.AsSpan())
            {
                runtime.Check(api.CreateTensorAsOrtValue(
                    runtime.Allocator, sizes, (nuint)inputShape.Length, (int)TensorElementType.Float, InputValues));
            }

            runtime.Check(api.GetTensorMutableData(*InputValues, &data));
            input = (float*)data;
            Input.Clear();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The input's elements.</summary>
    public Span<float> Input => new(input, inputLength);

    private byte** InputNames => (byte**)handle;

    private nint* InputValues => (nint*)handle + 1;

    private byte** OutputNames => (byte**)handle + 2;

    private nint* OutputValues => (nint*)handle + 2 + outputCount;

    /// <summary>Runs the session.</summary>
    /// <returns>The status.</returns>
    public nint Run()
    {
        bool held = false, sessionHeld = false;
        try
        {
            DangerousAddRef(ref held);
            session.DangerousAddRef(ref sessionHeld);
            return api.Run(session.DangerousGetHandle(), 0, InputNames, InputValues, 1, OutputNames, (nuint)outputCount, OutputValues);
        }
        finally
        {
            if (sessionHeld)
            {
                session.DangerousRelease();
            }

            if (held)
            {
                DangerousRelease();
            }
        }
    }

    /// <summary>The value of an output; zero before the first run.</summary>
    public nint GetOutput(int index) => OutputValues[index];

    /// <summary>Releases an output, so that the next run makes a new one.</summary>
    public void ReleaseOutput(int index)
    {
        api.ReleaseValue(OutputValues[index]);
        OutputValues[index] = 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        for (int i = 0; i < outputCount; i++)
        {
            api.ReleaseValue(OutputValues[i]);
        }

        api.ReleaseValue(*InputValues);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
