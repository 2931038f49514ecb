namespace RsdtrEdge.Runtime.Native;

/// <summary>
/// The functions of ONNX Runtime's C API that this library calls, by their place in <c>struct OrtApi</c> of
/// onnxruntime_c_api.h. The table only ever grows at its end, so a place once given holds for every later version;
/// all places used here exist since version 15 or before. Unless said otherwise a function returns an
/// <c>OrtStatus*</c>: zero is success, anything else is read with <see cref="GetErrorCode"/> and
/// <see cref="GetErrorMessage"/> and freed with <see cref="ReleaseStatus"/>. All objects are opaque pointers.
/// </summary>
/// <param name="table">What <c>OrtApiBase.GetApi</c> returned.</param>
internal readonly unsafe struct OrtApi(void** table)
{
    // Status: (code, text), copied
    public delegate* unmanaged<int, byte*, nint> CreateStatus => (delegate* unmanaged<int, byte*, nint>)table[0];
    public delegate* unmanaged<nint, int> GetErrorCode => (delegate* unmanaged<nint, int>)table[1];
    public delegate* unmanaged<nint, byte*> GetErrorMessage => (delegate* unmanaged<nint, byte*>)table[2];
    public delegate* unmanaged<nint, void> ReleaseStatus => (delegate* unmanaged<nint, void>)table[93];

    // Environment: (severity, log id, out environment)
    public delegate* unmanaged<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged<int, byte*, nint*, nint>)table[3];
    public delegate* unmanaged<nint, nint> DisableTelemetryEvents => (delegate* unmanaged<nint, nint>)table[6];
    public delegate* unmanaged<byte***, int*, nint> GetAvailableProviders => (delegate* unmanaged<byte***, int*, nint>)table[125];
    public delegate* unmanaged<byte**, int, nint> ReleaseAvailableProviders => (delegate* unmanaged<byte**, int, nint>)table[126];
    public delegate* unmanaged<byte*> GetBuildInfoString => (delegate* unmanaged<byte*>)table[254];

    // Session: (environment, path, options, out session), (environment, bytes, count, options, out session);
    // paths are wide characters on Windows and UTF-8 elsewhere.
    public delegate* unmanaged<nint, void*, nint, nint*, nint> CreateSession => (delegate* unmanaged<nint, void*, nint, nint*, nint>)table[7];
    public delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray => (delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)table[8];
    public delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run => (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[9];
    public delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount => (delegate* unmanaged<nint, nuint*, nint>)table[30];
    public delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount => (delegate* unmanaged<nint, nuint*, nint>)table[31];
    public delegate* unmanaged<nint, nuint, nint*, nint> SessionGetInputTypeInfo => (delegate* unmanaged<nint, nuint, nint*, nint>)table[33];
    public delegate* unmanaged<nint, nuint, nint*, nint> SessionGetOutputTypeInfo => (delegate* unmanaged<nint, nuint, nint*, nint>)table[34];
    public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetInputName => (delegate* unmanaged<nint, nuint, nint, byte**, nint>)table[36];
    public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetOutputName => (delegate* unmanaged<nint, nuint, nint, byte**, nint>)table[37];
    public delegate* unmanaged<nint, nint, byte**, nint> SessionEndProfiling => (delegate* unmanaged<nint, nint, byte**, nint>)table[110];
    public delegate* unmanaged<nint, void> ReleaseSession => (delegate* unmanaged<nint, void>)table[95];

    // Session options
    public delegate* unmanaged<nint*, nint> CreateSessionOptions => (delegate* unmanaged<nint*, nint>)table[10];
    public delegate* unmanaged<nint, void*, nint> SetOptimizedModelFilePath => (delegate* unmanaged<nint, void*, nint>)table[11];
    public delegate* unmanaged<nint, int, nint> SetSessionExecutionMode => (delegate* unmanaged<nint, int, nint>)table[13];
    public delegate* unmanaged<nint, void*, nint> EnableProfiling => (delegate* unmanaged<nint, void*, nint>)table[14];
    public delegate* unmanaged<nint, nint> DisableMemPattern => (delegate* unmanaged<nint, nint>)table[17];
    public delegate* unmanaged<nint, nint> DisableCpuMemArena => (delegate* unmanaged<nint, nint>)table[19];
    public delegate* unmanaged<nint, int, nint> SetSessionLogSeverityLevel => (delegate* unmanaged<nint, int, nint>)table[22];
    public delegate* unmanaged<nint, int, nint> SetSessionGraphOptimizationLevel => (delegate* unmanaged<nint, int, nint>)table[23];
    public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged<nint, int, nint>)table[24];
    public delegate* unmanaged<nint, int, nint> SetInterOpNumThreads => (delegate* unmanaged<nint, int, nint>)table[25];
    public delegate* unmanaged<nint, void> ReleaseSessionOptions => (delegate* unmanaged<nint, void>)table[100];
    public delegate* unmanaged<nint, byte*, long, nint> AddFreeDimensionOverrideByName => (delegate* unmanaged<nint, byte*, long, nint>)table[124];
    public delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry => (delegate* unmanaged<nint, byte*, byte*, nint>)table[130];

    // Execution providers: (options, name, keys, values, count); those of CUDA and TensorRT take an object of their own.
    public delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint> SessionOptionsAppendExecutionProvider => (delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)table[216];
    public delegate* unmanaged<nint, nint, nint> SessionOptionsAppendExecutionProviderCuda => (delegate* unmanaged<nint, nint, nint>)table[204];
    public delegate* unmanaged<nint*, nint> CreateCudaProviderOptions => (delegate* unmanaged<nint*, nint>)table[205];
    public delegate* unmanaged<nint, byte**, byte**, nuint, nint> UpdateCudaProviderOptions => (delegate* unmanaged<nint, byte**, byte**, nuint, nint>)table[206];
    public delegate* unmanaged<nint, void> ReleaseCudaProviderOptions => (delegate* unmanaged<nint, void>)table[208];
    public delegate* unmanaged<nint, nint, nint> SessionOptionsAppendExecutionProviderTensorRt => (delegate* unmanaged<nint, nint, nint>)table[170];
    public delegate* unmanaged<nint*, nint> CreateTensorRtProviderOptions => (delegate* unmanaged<nint*, nint>)table[171];
    public delegate* unmanaged<nint, byte**, byte**, nuint, nint> UpdateTensorRtProviderOptions => (delegate* unmanaged<nint, byte**, byte**, nuint, nint>)table[172];
    public delegate* unmanaged<nint, void> ReleaseTensorRtProviderOptions => (delegate* unmanaged<nint, void>)table[174];

    // Operators of one's own: (domain's name, out domain), (domain, operator), (session options, domain). Domain and operators must outlive the sessions.
    public delegate* unmanaged<byte*, nint*, nint> CreateCustomOpDomain => (delegate* unmanaged<byte*, nint*, nint>)table[26];
    public delegate* unmanaged<nint, OrtCustomOp*, nint> CustomOpDomainAdd => (delegate* unmanaged<nint, OrtCustomOp*, nint>)table[27];
    public delegate* unmanaged<nint, nint, nint> AddCustomOpDomain => (delegate* unmanaged<nint, nint, nint>)table[28];
    public delegate* unmanaged<nint, void> ReleaseCustomOpDomain => (delegate* unmanaged<nint, void>)table[101];

    // What such an operator sees: (node, name, out numbers or null, in and out count), (call, out count), (call, index, out value), (call, index, dimensions, rank, out value);
    // the values are the runtime's.
    public delegate* unmanaged<nint, byte*, long*, nuint*, nint> KernelInfoGetAttributeArrayInt64 => (delegate* unmanaged<nint, byte*, long*, nuint*, nint>)table[163];
    public delegate* unmanaged<nint, nuint*, nint> KernelContextGetOutputCount => (delegate* unmanaged<nint, nuint*, nint>)table[89];
    public delegate* unmanaged<nint, nuint, nint*, nint> KernelContextGetInput => (delegate* unmanaged<nint, nuint, nint*, nint>)table[90];
    public delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint> KernelContextGetOutput => (delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)table[91];

    // Run options
    public delegate* unmanaged<nint*, nint> CreateRunOptions => (delegate* unmanaged<nint*, nint>)table[39];
    public delegate* unmanaged<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged<nint, nint>)table[46];
    public delegate* unmanaged<nint, void> ReleaseRunOptions => (delegate* unmanaged<nint, void>)table[97];

    // Binding of inputs and outputs: (session, run options, binding), (session, out binding), (binding, name, value or memory),
    // (binding, allocator, out values, out count); the values are the caller's to release, their array is the allocator's.
    public delegate* unmanaged<nint, nint, nint, nint> RunWithBinding => (delegate* unmanaged<nint, nint, nint, nint>)table[133];
    public delegate* unmanaged<nint, nint*, nint> CreateIoBinding => (delegate* unmanaged<nint, nint*, nint>)table[134];
    public delegate* unmanaged<nint, void> ReleaseIoBinding => (delegate* unmanaged<nint, void>)table[135];
    public delegate* unmanaged<nint, byte*, nint, nint> BindInput => (delegate* unmanaged<nint, byte*, nint, nint>)table[136];
    public delegate* unmanaged<nint, byte*, nint, nint> BindOutput => (delegate* unmanaged<nint, byte*, nint, nint>)table[137];
    public delegate* unmanaged<nint, byte*, nint, nint> BindOutputToDevice => (delegate* unmanaged<nint, byte*, nint, nint>)table[138];
    public delegate* unmanaged<nint, nint, nint**, nuint*, nint> GetBoundOutputValues => (delegate* unmanaged<nint, nint, nint**, nuint*, nint>)table[140];
    public delegate* unmanaged<nint, void> ClearBoundInputs => (delegate* unmanaged<nint, void>)table[141];
    public delegate* unmanaged<nint, void> ClearBoundOutputs => (delegate* unmanaged<nint, void>)table[142];

    // Values: (allocator, dimensions, rank, element type, out value), (memory, data, bytes, dimensions, rank, element type, out value)
    public delegate* unmanaged<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue => (delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)table[48];
    public delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue => (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49];
    public delegate* unmanaged<nint, int*, nint> IsTensor => (delegate* unmanaged<nint, int*, nint>)table[50];
    public delegate* unmanaged<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged<nint, void**, nint>)table[51];
    public delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape => (delegate* unmanaged<nint, nint*, nint>)table[65];
    public delegate* unmanaged<nint, int*, nint> HasValue => (delegate* unmanaged<nint, int*, nint>)table[192];
    public delegate* unmanaged<nint, void> ReleaseValue => (delegate* unmanaged<nint, void>)table[96];

    // Types and shapes
    public delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo => (delegate* unmanaged<nint, nint*, nint>)table[55];
    public delegate* unmanaged<nint, int*, nint> GetTensorElementType => (delegate* unmanaged<nint, int*, nint>)table[60];
    public delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged<nint, nuint*, nint>)table[61];
    public delegate* unmanaged<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged<nint, long*, nuint, nint>)table[62];
    public delegate* unmanaged<nint, byte**, nuint, nint> GetSymbolicDimensions => (delegate* unmanaged<nint, byte**, nuint, nint>)table[63];
    public delegate* unmanaged<nint, nuint*, nint> GetTensorShapeElementCount => (delegate* unmanaged<nint, nuint*, nint>)table[64];
    public delegate* unmanaged<nint, void> ReleaseTypeInfo => (delegate* unmanaged<nint, void>)table[98];
    public delegate* unmanaged<nint, void> ReleaseTensorTypeAndShapeInfo => (delegate* unmanaged<nint, void>)table[99];

    // Memory: (allocator type, memory type, out memory); the default allocator is not to be freed.
    public delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged<int, int, nint*, nint>)table[69];
    public delegate* unmanaged<nint, void*, nint> AllocatorFree => (delegate* unmanaged<nint, void*, nint>)table[76];
    public delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions => (delegate* unmanaged<nint*, nint>)table[78];

    // Metadata: strings are the allocator's and freed through it.
    public delegate* unmanaged<nint, nint*, nint> SessionGetModelMetadata => (delegate* unmanaged<nint, nint*, nint>)table[111];
    public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetProducerName => (delegate* unmanaged<nint, nint, byte**, nint>)table[112];
    public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetGraphName => (delegate* unmanaged<nint, nint, byte**, nint>)table[113];
    public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetDomain => (delegate* unmanaged<nint, nint, byte**, nint>)table[114];
    public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetDescription => (delegate* unmanaged<nint, nint, byte**, nint>)table[115];
    public delegate* unmanaged<nint, nint, byte*, byte**, nint> ModelMetadataLookupCustomMetadataMap => (delegate* unmanaged<nint, nint, byte*, byte**, nint>)table[116];
    public delegate* unmanaged<nint, long*, nint> ModelMetadataGetVersion => (delegate* unmanaged<nint, long*, nint>)table[117];
    public delegate* unmanaged<nint, void> ReleaseModelMetadata => (delegate* unmanaged<nint, void>)table[118];
    public delegate* unmanaged<nint, nint, byte***, long*, nint> ModelMetadataGetCustomMetadataMapKeys => (delegate* unmanaged<nint, nint, byte***, long*, nint>)table[123];
}
