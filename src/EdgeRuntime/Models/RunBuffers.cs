using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Models;

/// <summary>
/// The arguments of <c>OrtApi.Run</c> in one native block, made once and used by every run:
/// input name, input value, output names, output values. It owns the values, and holds the session.
/// </summary>
internal sealed unsafe class RunBuffers : NativeHandle
{
    private readonly OrtApi _api;
    private readonly SessionHandle _session;
    private readonly int _outputCount;
    private readonly float* _input;
    private readonly int _inputLength;
    private bool _holdsSession;
    private int _isInUse;

    /// <summary>Makes the input's value, filled with zeros.</summary>
    public RunBuffers(InferenceSession session, ImmutableArray<long> inputShape)
    {
        OnnxRuntime runtime = session.Runtime;
        _api = runtime.Api;
        _session = session.Handle;
        _outputCount = session.Outputs.Length;
        _inputLength = checked((int)TensorShape.Count(inputShape.AsSpan()));
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)(2 + (2 * _outputCount)), (nuint)sizeof(nint)));
        *InputNames = session.Handle.NameOf(session.Inputs[0].Name);
        for (int i = 0; i < _outputCount; i++)
        {
            OutputNames[i] = session.Handle.NameOf(session.Outputs[i].Name);
        }

        try
        {
            _session.Hold(session);
            _holdsSession = true;
            void* data;
            fixed (long* sizes = inputShape.AsSpan())
            {
                runtime.Check(_api.CreateTensorAsOrtValue(
                    runtime.Allocator, sizes, (nuint)inputShape.Length, (int)TensorElementType.Float, InputValues));
            }

            runtime.Check(_api.GetTensorMutableData(*InputValues, &data));
            _input = (float*)data;
            Input.Clear();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The input's elements.</summary>
    public Span<float> Input => new(_input, _inputLength);

    private byte** InputNames => (byte**)handle;

    private nint* InputValues => (nint*)handle + 1;

    private byte** OutputNames => (byte**)handle + 2;

    private nint* OutputValues => (nint*)handle + 2 + _outputCount;

    /// <summary>Takes the buffers for one run on this thread, and holds them until <see cref="Exit"/>, whoever disposes them meanwhile.</summary>
    /// <param name="owner">The model, for the exception.</param>
    /// <exception cref="ObjectDisposedException">They are disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is running.</exception>
    public void Enter(object owner)
    {
        Hold(owner);
        if (Interlocked.CompareExchange(ref _isInUse, 1, 0) != 0)
        {
            DangerousRelease();
            throw new InvalidOperationException("The model is running on another thread: load one for each thread.");
        }
    }

    /// <summary>Gives the buffers back.</summary>
    public void Exit()
    {
        Volatile.Write(ref _isInUse, 0);
        DangerousRelease();
    }

    /// <summary>Runs the session, between <see cref="Enter"/> and <see cref="Exit"/>.</summary>
    /// <returns>The status.</returns>
    public nint Run() => _api.Run(_session.DangerousGetHandle(), 0, InputNames, InputValues, 1, OutputNames, (nuint)_outputCount, OutputValues);

    /// <summary>The value of an output; zero before the first run.</summary>
    public nint GetOutput(int index) => OutputValues[index];

    /// <summary>Releases an output, so that the next run makes a new one.</summary>
    public void ReleaseOutput(int index)
    {
        _api.ReleaseValue(OutputValues[index]);
        OutputValues[index] = 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        for (int i = 0; i < _outputCount; i++)
        {
            _api.ReleaseValue(OutputValues[i]);
        }

        _api.ReleaseValue(*InputValues);
        NativeMemory.Free((void*)handle);
        if (_holdsSession)
        {
            _session.DangerousRelease();
        }

        return true;
    }
}
