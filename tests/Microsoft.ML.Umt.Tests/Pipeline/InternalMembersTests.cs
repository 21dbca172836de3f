using System.Reflection;

namespace Microsoft.ML.Umt.Tests.Pipeline;

/// <summary>Every internal member of ML.NET that Pipeline/Internals uses, looked up by name: an ML.NET upgrade that changes one fails here and says which.</summary>
public sealed class InternalMembersTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Theory]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_Seed")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_GpuDeviceId")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_FallbackToCpu")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.Runtime.IHostEnvironmentInternal", "get_TempFilePath")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.Runtime.ICancelable", "get_IsCanceled")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.LoadableClassAttributeBase", ".ctor")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelSaveContext", "CheckAtModel")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelSaveContext", "SetVersionInfo")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelSaveContext", "Writer")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelSaveContext", "Directory")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelSaveContext", "Repository")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.RepositoryWriter", "_archive")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelLoadContext", "CheckAtModel")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelLoadContext", "Header")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelLoadContext", "Reader")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelLoadContext", "Directory")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelLoadContext", "TryLoadBinaryStream")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.ModelHeader", "ModelVerWritten")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.VersionInfo", ".ctor")]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.SignatureLoadModel", null)]
    [InlineData("Microsoft.ML.Core", "Microsoft.ML.SchemaShape", "Create")]
    [InlineData("Microsoft.ML.Data", "Microsoft.ML.Data.CatalogUtils", "GetEnvironment")]
    public void Exists(string assembly, string type, string? member)
    {
        var found = Assembly.Load(assembly).GetType(type);
        Assert.True(found is not null, $"{assembly} has no type {type}.");
        if (member is not null)
            Assert.True(found.GetMember(member, Any).Length > 0, $"{type} has no member {member}.");
    }
}
