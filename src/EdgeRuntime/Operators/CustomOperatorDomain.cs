using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Native;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Runtime.Operators;

/// <summary>
/// Operators as ONNX Runtime knows them, for one session, which they must outlive: ONNX Runtime keeps the addresses of what is allocated here.
/// </summary>
internal sealed unsafe class CustomOperatorDomain : IDisposable
{
    /// <summary>The domain that nodes with these operators name.</summary>
    public const string Name = "rsdtr.training";

    /// <summary>The version of the domain that models import.</summary>
    public const long Version = 1;

    private readonly OnnxRuntime _runtime;
    private readonly List<nint> _operators = [];
    private nint _domain;

    /// <summary>Allocates them.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="operators">The operators.</param>
    public CustomOperatorDomain(OnnxRuntime runtime, IEnumerable<CustomOperator> operators)
    {
        _runtime = runtime;
        try
        {
            using NativeText name = NativeText.OfText(Name);
            nint domain;
            runtime.Check(runtime.Api.CreateCustomOpDomain((byte*)name.Pointer, &domain));
            _domain = domain;
            foreach (CustomOperator custom in operators)
            {
                NativeOperator* native = Allocate(new Entry(runtime, custom));
                _operators.Add((nint)native);
                runtime.Check(runtime.Api.CustomOpDomainAdd(domain, &native->Native));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>An operator, and the runtime that calls it.</summary>
    internal sealed record Entry(OnnxRuntime Runtime, CustomOperator Operator);

    /// <summary>Lets the sessions made with these options know the operators.</summary>
    /// <param name="options">The native options.</param>
    public void AddTo(nint options) => _runtime.Check(_runtime.Api.AddCustomOpDomain(options, _domain));

    /// <summary>Frees everything; the session is gone by then.</summary>
    public void Dispose()
    {
        if (_domain != 0)
        {
            _runtime.Api.ReleaseCustomOpDomain(_domain);
            _domain = 0;
        }

        foreach (nint pointer in _operators)
        {
            NativeOperator* native = (NativeOperator*)pointer;
            GCHandle.FromIntPtr(native->Entry).Free();
            Marshal.FreeCoTaskMem((nint)native->Name);
            NativeMemory.Free(native);
        }

        _operators.Clear();
    }

    private static NativeOperator* Allocate(Entry entry)
    {
        NativeOperator* native = (NativeOperator*)NativeMemory.AllocZeroed((nuint)sizeof(NativeOperator));
        native->Name = (byte*)Marshal.StringToCoTaskMemUTF8(entry.Operator.Name);
        native->Inputs = entry.Operator.Inputs;
        native->Outputs = entry.Operator.Outputs;
        native->Entry = GCHandle.ToIntPtr(GCHandle.Alloc(entry));
        OperatorCallbacks.Fill(&native->Native);
        return native;
    }
}
