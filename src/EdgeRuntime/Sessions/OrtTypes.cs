using System.Collections.Immutable;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Reads native type and shape information.</summary>
internal static unsafe class OrtTypes
{
    /// <summary>Element type and dimensions of a tensor value.</summary>
    public static (TensorElementType Type, ImmutableArray<long> Dimensions) ReadValue(OnnxRuntime runtime, nint value)
    {
        nint info;
        runtime.Check(runtime.Api.GetTensorTypeAndShape(value, &info));
        try
        {
            (TensorElementType type, ImmutableArray<long> dimensions, _) = ReadTensorInfo(runtime, info, withNames: false);
            return (type, dimensions);
        }
        finally
        {
            runtime.Api.ReleaseTensorTypeAndShapeInfo(info);
        }
    }

    /// <summary>What a model declares of an input or output; takes the type information over.</summary>
    public static TensorDescription Describe(OnnxRuntime runtime, string name, nint typeInfo)
    {
        try
        {
            nint tensorInfo;
            runtime.Check(runtime.Api.CastTypeInfoToTensorInfo(typeInfo, &tensorInfo));
            if (tensorInfo == 0)
            {
                return new TensorDescription(name, TensorElementType.Undefined, [], []);
            }

            (TensorElementType type, ImmutableArray<long> dimensions, ImmutableArray<string> names) = ReadTensorInfo(runtime, tensorInfo, withNames: true);
            return new TensorDescription(name, type, dimensions, names);
        }
        finally
        {
            runtime.Api.ReleaseTypeInfo(typeInfo);
        }
    }

    private static (TensorElementType Type, ImmutableArray<long> Dimensions, ImmutableArray<string> Names) ReadTensorInfo(
        OnnxRuntime runtime, nint info, bool withNames)
    {
        OrtApi api = runtime.Api;
        int type;
        nuint rank;
        runtime.Check(api.GetTensorElementType(info, &type));
        runtime.Check(api.GetDimensionsCount(info, &rank));
        long[] dimensions = new long[rank];
        string[] names = withNames ? new string[rank] : [];
        if (rank > 0)
        {
            fixed (long* sizes = dimensions)
            {
                runtime.Check(api.GetDimensions(info, sizes, rank));
            }

            if (withNames)
            {
                byte*[] texts = new byte*[rank];
                fixed (byte** first = texts)
                {
                    runtime.Check(api.GetSymbolicDimensions(info, first, rank));
                }

                for (int axis = 0; axis < names.Length; axis++)
                {
                    names[axis] = NativeText.Read(texts[axis]);
                }
            }
        }

        return ((TensorElementType)type, ImmutableArray.Create(dimensions), ImmutableArray.Create(names));
    }
}
