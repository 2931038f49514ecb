using System.Collections.Immutable;
using RsdtrEdge.Runtime.Native;

namespace RsdtrEdge.Runtime.Sessions;

/// <summary>Reads a session's metadata.</summary>
internal static unsafe class ModelMetadataReader
{
    /// <summary>The metadata of a session.</summary>
    public static ModelMetadata Read(OnnxRuntime runtime, nint session)
    {
        OrtApi api = runtime.Api;
        nint metadata;
        runtime.Check(api.SessionGetModelMetadata(session, &metadata));
        try
        {
            byte* producer, graphName, domain, description;
            long version;
            runtime.Check(api.ModelMetadataGetProducerName(metadata, runtime.Allocator, &producer));
            runtime.Check(api.ModelMetadataGetGraphName(metadata, runtime.Allocator, &graphName));
            runtime.Check(api.ModelMetadataGetDomain(metadata, runtime.Allocator, &domain));
            runtime.Check(api.ModelMetadataGetDescription(metadata, runtime.Allocator, &description));
            runtime.Check(api.ModelMetadataGetVersion(metadata, &version));
            return new ModelMetadata
            {
                Producer = runtime.TakeText(producer),
                GraphName = runtime.TakeText(graphName),
                Domain = runtime.TakeText(domain),
                Description = runtime.TakeText(description),
                Version = version,
                Custom = ReadCustom(runtime, metadata),
            };
        }
        finally
        {
            api.ReleaseModelMetadata(metadata);
        }
    }

    private static ImmutableSortedDictionary<string, string> ReadCustom(OnnxRuntime runtime, nint metadata)
    {
        ImmutableSortedDictionary<string, string>.Builder entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        byte** keys;
        long count;
        runtime.Check(runtime.Api.ModelMetadataGetCustomMetadataMapKeys(metadata, runtime.Allocator, &keys, &count));
        for (long i = 0; i < count; i++)
        {
            byte* value;
            runtime.Check(runtime.Api.ModelMetadataLookupCustomMetadataMap(metadata, runtime.Allocator, keys[i], &value));
            entries[runtime.TakeText(keys[i])] = runtime.TakeText(value);
        }

        runtime.Free(keys);
        return entries.ToImmutable();
    }
}
