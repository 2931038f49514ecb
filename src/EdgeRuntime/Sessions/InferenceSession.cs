using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>
/// A loaded model. Runs may overlap on several threads. <see cref="Dispose"/> frees the model when the runs in progress have returned.
/// For a model with one float32 input that runs again and again, <see cref="Models.EdgeModel"/> is simpler and allocates nothing.
/// </summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OnnxRuntime _runtime;
    private readonly SessionHandle _handle;
    private readonly string? _file;

    private InferenceSession(OnnxRuntime runtime, nint session, string? file)
    {
        _runtime = runtime;
        _file = file;
        _handle = new SessionHandle(runtime.Api, session);
        try
        {
            Inputs = DescribeAll(runtime.Api.SessionGetInputCount, runtime.Api.SessionGetInputName, runtime.Api.SessionGetInputTypeInfo);
            Outputs = DescribeAll(runtime.Api.SessionGetOutputCount, runtime.Api.SessionGetOutputName, runtime.Api.SessionGetOutputTypeInfo);
            Metadata = ModelMetadataReader.Read(runtime, session);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>The inputs, in the model's order.</summary>
    public ImmutableArray<TensorDescription> Inputs { get; }

    /// <summary>The outputs, in the model's order.</summary>
    public ImmutableArray<TensorDescription> Outputs { get; }

    /// <summary>What the model file says of itself.</summary>
    public ModelMetadata Metadata { get; }

    internal OnnxRuntime Runtime => _runtime;

    internal SessionHandle Handle => _handle;

    /// <summary>Loads a model file; external tensor data is looked for beside it.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR1001: the file cannot be read; RSDTR1002: it is not a model; RSDTR1008: ONNX Runtime refuses it;
    /// RSDTR4001 and RSDTR4002: no usable ONNX Runtime.
    /// </exception>
    public static InferenceSession Load(string path, SessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireReadable(path);
        OnnxRuntime runtime = OnnxRuntime.Current;
        using OrtHandle native = SessionOptionsBuilder.Build(runtime, options ?? new SessionOptions());
        using NativeText text = NativeText.OfPath(Path.GetFullPath(path));
        nint session;
        CheckLoad(runtime, runtime.Api.CreateSession(runtime.OrtEnvironment, text.Pointer, native.DangerousGetHandle(), &session), path);
        return new InferenceSession(runtime, session, path);
    }

    /// <summary>Loads a model from memory, which may be reused at once.</summary>
    /// <param name="model">The bytes of an ONNX file without external tensor data.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">RSDTR1002: it is not a model; RSDTR1008: ONNX Runtime refuses it; RSDTR4001 and RSDTR4002: no usable ONNX Runtime.</exception>
    public static InferenceSession Load(ReadOnlySpan<byte> model, SessionOptions? options = null)
    {
        if (model.IsEmpty)
        {
            throw new RsdtrException(ModelDiagnostics.NotAModel, "the model is empty: 0 bytes.");
        }

        OnnxRuntime runtime = OnnxRuntime.Current;
        using OrtHandle native = SessionOptionsBuilder.Build(runtime, options ?? new SessionOptions());
        nint session;
        fixed (byte* bytes = model)
        {
            CheckLoad(runtime, runtime.Api.CreateSessionFromArray(runtime.OrtEnvironment, bytes, (nuint)model.Length, native.DangerousGetHandle(), &session), null);
        }

        return new InferenceSession(runtime, session, null);
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A tensor for each input, by name.</param>
    /// <param name="outputNames">The outputs to compute; null: all.</param>
    /// <param name="cancellationToken">Stops the run at the next operator.</param>
    /// <returns>The outputs in the order asked for; the caller disposes them.</returns>
    /// <exception cref="RsdtrException">RSDTR4004: a tensor's type or shape is not what the model takes; RSDTR4003: the run failed.</exception>
    /// <exception cref="KeyNotFoundException">The model has no input or output of a name.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session or a tensor is disposed.</exception>
    public TensorSet Run(
        IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputNames = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ImmutableArray<string> names = outputNames is null ? [.. Outputs.Select(output => output.Name)] : [.. outputNames];
        nint[] values = new nint[names.Length];
        using (RunArguments arguments = new(this, inputs, names))
        {
            arguments.Run(values, cancellationToken);
        }

        return new TensorSet(names, OwnAll(names, values));
    }

    /// <summary>Runs the model into tensors that the caller made, whose shapes must be those that the run gives.</summary>
    /// <param name="inputs">A tensor for each input, by name.</param>
    /// <param name="outputs">A tensor for each output to compute, by name.</param>
    /// <param name="cancellationToken">Stops the run at the next operator.</param>
    /// <exception cref="RsdtrException">RSDTR4004: a tensor's type or shape is not what the model takes or gives; RSDTR4003: the run failed.</exception>
    /// <exception cref="KeyNotFoundException">The model has no input or output of a name.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session or a tensor is disposed.</exception>
    public void Run(
        IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        ImmutableArray<string> names = [.. outputs.Keys];
        nint[] values = new nint[names.Length];
        using RunArguments arguments = new(this, inputs, names);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = arguments.Use(outputs[names[i]]);
        }

        arguments.Run(values, cancellationToken);
    }

    /// <summary>Frees the model when the runs in progress have returned.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>The exception for a failed run.</summary>
    internal RsdtrException RunFailure(OrtError error) => _runtime.ToException(
        error, error.Code == OrtErrorCode.InvalidArgument ? RuntimeDiagnostics.TensorMismatch : RuntimeDiagnostics.RuntimeFailure, _file);

    /// <summary>The description of an input.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    internal static TensorDescription Find(ImmutableArray<TensorDescription> descriptions, string name, string kind) =>
        descriptions.FirstOrDefault(description => description.Name == name)
        ?? throw new KeyNotFoundException($"The model has no {kind} '{name}', only {string.Join(", ", descriptions.Select(description => $"'{description.Name}'"))}.");

    private ImmutableArray<Tensor> OwnAll(ImmutableArray<string> names, nint[] values)
    {
        Tensor[] tensors = new Tensor[values.Length];
        int owned = 0;
        try
        {
            for (; owned < values.Length; owned++)
            {
                tensors[owned] = Tensor.Own(_runtime, values[owned], names[owned]);
            }

            return ImmutableArray.Create(tensors);
        }
        catch
        {
            for (int i = 0; i < owned; i++)
            {
                tensors[i].Dispose();
            }

            // The value at which it failed was released by Own.
            for (int i = owned + 1; i < values.Length; i++)
            {
                _runtime.Api.ReleaseValue(values[i]);
            }

            throw;
        }
    }

    private ImmutableArray<TensorDescription> DescribeAll(
        delegate* unmanaged<nint, nuint*, nint> getCount,
        delegate* unmanaged<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged<nint, nuint, nint*, nint> getType)
    {
        nint session = _handle.DangerousGetHandle();
        nuint count;
        _runtime.Check(getCount(session, &count));
        ImmutableArray<TensorDescription>.Builder descriptions = ImmutableArray.CreateBuilder<TensorDescription>((int)count);
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            nint type;
            _runtime.Check(getName(session, i, _runtime.Allocator, &text));
            string name = _runtime.TakeText(text);
            _runtime.Check(getType(session, i, &type));
            descriptions.Add(OrtTypes.Describe(_runtime, name, type));
            _handle.AddName(name);
        }

        return descriptions.MoveToImmutable();
    }

    private static void RequireReadable(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length == 0)
            {
                throw new RsdtrException(ModelDiagnostics.NotAModel, "the model file is empty: 0 bytes.", path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RsdtrException(ModelDiagnostics.FileUnreadable, $"the model file cannot be read: {exception.Message}", path, innerException: exception);
        }
    }

    private static void CheckLoad(OnnxRuntime runtime, nint status, string? path)
    {
        if (status != 0)
        {
            OrtError error = runtime.TakeError(status);
            throw runtime.ToException(error, error.Code is OrtErrorCode.InvalidProtobuf or OrtErrorCode.NoModel
                ? ModelDiagnostics.NotAModel : ModelDiagnostics.RejectedByRuntime, path);
        }
    }
}
