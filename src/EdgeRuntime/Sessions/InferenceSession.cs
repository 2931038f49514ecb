using System.Collections.Immutable;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;
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
    private readonly bool _isProfiled;
    private readonly Lock _profileGate = new();
    private string? _profile;

    private InferenceSession(OnnxRuntime runtime, MadeSession made, SessionOptions options, string? file, IDisposable? memory = null)
    {
        nint session = made.Session;
        _runtime = runtime;
        _file = file;
        _isProfiled = options.ProfilePrefix is not null;
        _handle = new SessionHandle(runtime.Api, session, memory, made.Operators);
        Providers = made.Providers;
        Warnings = made.Warnings;
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

    /// <summary>
    /// The execution providers that the session has, as ONNX Runtime names them, in the order in which they take operators; <c>CPUExecutionProvider</c> last.
    /// </summary>
    public ImmutableArray<string> Providers { get; }

    /// <summary>What was asked for and could not be had: RSDTR4011 for each execution provider that the session does without.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; }

    internal OnnxRuntime Runtime => _runtime;

    internal SessionHandle Handle => _handle;

    /// <summary>Loads a model file; external tensor data is looked for beside it.</summary>
    /// <param name="path">The ONNX file, or one in ONNX Runtime's own format.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR1001: the file cannot be read; RSDTR1002: it is not a model; RSDTR1008: ONNX Runtime refuses it;
    /// RSDTR4001 and RSDTR4002: no usable ONNX Runtime; RSDTR4011: an execution provider that is required cannot be used.
    /// </exception>
    public static InferenceSession Load(string path, SessionOptions? options = null) => Load(path, options, OnnxRuntime.Current);

    /// <summary>Loads a model from memory, which may be reused at once.</summary>
    /// <param name="model">The bytes of an ONNX file without external tensor data.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="RsdtrException">
    /// RSDTR1002: it is not a model; RSDTR1008: ONNX Runtime refuses it; RSDTR4001 and RSDTR4002: no usable ONNX Runtime; RSDTR4011: an execution
    /// provider that is required cannot be used.
    /// </exception>
    /// <exception cref="ArgumentException">The options ask for the bytes to be used in place: a session may outlive them; see <see cref="SessionOptions.MapsModelFile"/>.</exception>
    public static InferenceSession Load(ReadOnlySpan<byte> model, SessionOptions? options = null) => Load(model, options, OnnxRuntime.Current);

    /// <summary>Loads a model from memory with a given runtime.</summary>
    internal static InferenceSession Load(ReadOnlySpan<byte> model, SessionOptions? options, OnnxRuntime runtime)
    {
        options ??= new SessionOptions();
        if (model.IsEmpty)
        {
            throw new RsdtrException(ModelDiagnostics.NotAModel, "the model is empty: 0 bytes.");
        }

        if (ModelBytes.AreUsedInPlace(options))
        {
            throw new ArgumentException($"{ModelBytes.InPlaceKey} needs bytes that live as long as the session: load the file with MapsModelFile.", nameof(options));
        }

        fixed (byte* bytes = model)
        {
            return new InferenceSession(runtime, ModelBytes.Make(runtime, options, null, bytes, model.Length), options, null);
        }
    }

    /// <summary>Loads a model file with a given runtime.</summary>
    internal static InferenceSession Load(string path, SessionOptions? options, OnnxRuntime runtime)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new SessionOptions();
        ModelFile.RequireReadable(path);
        if (options.MapsModelFile && ModelBytes.CanMap(runtime, path))
        {
            return LoadMapped(path, options, runtime);
        }

        MadeSession made = SessionFactory.Make(runtime, options, path, (nint native, out nint session) =>
        {
            using NativeText text = NativeText.OfPath(Path.GetFullPath(path));
            fixed (nint* result = &session)
            {
                return runtime.Api.CreateSession(runtime.OrtEnvironment, text.Pointer, native, result);
            }
        });
        return new InferenceSession(runtime, made, options, path);
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

        return TensorSet.Own(_runtime, names, values);
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
            Tensor output = outputs[names[i]];
            RunArguments.RequireType(Find(Outputs, names[i], "output"), output, "output");
            values[i] = arguments.Use(output);
        }

        arguments.Run(values, cancellationToken);
    }

    /// <summary>Inputs and outputs bound to tensors that many runs reuse.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public SessionBinding CreateBinding() => new(this);

    /// <summary>Ends the profile that <see cref="SessionOptions.ProfilePrefix"/> asked for; the end of the session does so, too.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">None was asked for.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public string EndProfiling()
    {
        if (!_isProfiled)
        {
            throw new InvalidOperationException("The session makes no profile: give SessionOptions.ProfilePrefix.");
        }

        lock (_profileGate)
        {
            using HandleHold hold = new(_handle, this);
            if (_profile is null)
            {
                byte* text;
                _runtime.Check(_runtime.Api.SessionEndProfiling(_handle.DangerousGetHandle(), _runtime.Allocator, &text));
                _profile = _runtime.TakeText(text);
            }

            return _profile;
        }
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

    private static InferenceSession LoadMapped(string path, SessionOptions options, OnnxRuntime runtime)
    {
        MappedFile file = ModelFile.Map(path);
        bool isKept = false;
        try
        {
            SessionOptions inPlace = ModelBytes.ForMapped(options, file, path);
            MadeSession made = ModelBytes.Make(runtime, inPlace, path, file.Pointer, file.Length);
            isKept = ModelBytes.AreUsedInPlace(inPlace);
            return new InferenceSession(runtime, made, options, path, isKept ? file : null);
        }
        finally
        {
            if (!isKept)
            {
                file.Dispose();
            }
        }
    }
}
