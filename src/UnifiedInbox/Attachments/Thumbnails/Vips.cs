using System.Runtime.InteropServices;

namespace UnifiedInbox.Attachments.Thumbnails;

/// <summary>
/// libvips, which decodes and shrinks pictures without holding them in memory as a whole. It comes as a native library with the npm
/// package <c>@img/sharp-libvips-…</c>, an optional dependency of the front-end parts; where there is none, <see cref="Find"/> answers null.
/// Only functions with a fixed number of arguments are called: others cannot be from here on every processor.
/// </summary>
internal sealed class Vips
{
    private readonly nint library;
    private readonly nuint blobType;
    private readonly nuint imageType;
    private readonly Func<nint, nint> newOperation;
    private readonly SetText setOptions;
    private readonly ForProperty setProperty;
    private readonly ForProperty getProperty;
    private readonly Func<nint, nint> build;
    private readonly Action<nint> unrefOutputs;
    private readonly Action<nint> unref;
    private readonly InitValue initValue;
    private readonly Action<nint> unsetValue;
    private readonly SetBlob setBlob;
    private readonly GetBlob getBlob;

    private delegate int SetText(nint instance, [MarshalAs(UnmanagedType.LPUTF8Str)] string text);

    private delegate void ForProperty(nint instance, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, nint value);

    private delegate nint InitValue(nint value, nuint type);

    private delegate void SetBlob(nint value, nint free, nint data, nuint length);

    private delegate nint GetBlob(nint value, out nuint length);

    private delegate nuint TypeOf();

    private delegate void SetNumber(int number);

    private delegate int Start([MarshalAs(UnmanagedType.LPUTF8Str)] string program);

    private delegate nint OnPointer(nint instance);

    private delegate void UsePointer(nint instance);

    private Vips(nint library)
    {
        this.library = library;
        if (Get<Start>("vips_init")("unified-inbox") != 0) throw new DllNotFoundException("libvips did not start.");
        Get<SetNumber>("vips_concurrency_set")(1);
        Get<SetNumber>("vips_cache_set_max")(0);
        Get<SetNumber>("vips_block_untrusted_set")(1); // loaders that were not made for strangers' files
        (blobType, imageType) = (Get<TypeOf>("vips_blob_get_type")(), Get<TypeOf>("vips_image_get_type")());
        newOperation = new(Get<OnPointer>("vips_operation_new"));
        build = new(Get<OnPointer>("vips_cache_operation_build"));
        unrefOutputs = new(Get<UsePointer>("vips_object_unref_outputs"));
        unref = new(Get<UsePointer>("g_object_unref"));
        unsetValue = new(Get<UsePointer>("g_value_unset"));
        setOptions = Get<SetText>("vips_object_set_from_string");
        (setProperty, getProperty) = (Get<ForProperty>("g_object_set_property"), Get<ForProperty>("g_object_get_property"));
        initValue = Get<InitValue>("g_value_init");
        (setBlob, getBlob) = (Get<SetBlob>("vips_value_set_blob"), Get<GetBlob>("vips_value_get_blob"));
    }

    public static Vips? Find()
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        if (OperatingSystem.IsWindows() || NpmPackage.Find($"@img/sharp-libvips-{system}-{processor}", "lib") is not { } package) return null;
        try
        {
            var file = Directory.GetFiles(Path.Combine(package, "lib"), "libvips-cpp*").FirstOrDefault();
            return file is not null && NativeLibrary.TryLoad(file, out var library) ? new Vips(library) : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null; // another kind of system, or another libvips: pictures are shown as they are
        }
    }

    /// <summary>The picture as WebP within a square of <paramref name="edge"/> pixels, upright, without metadata; null where it cannot be decoded.</summary>
    public byte[]? Shrink(byte[] picture, int edge)
    {
        var pinned = GCHandle.Alloc(picture, GCHandleType.Pinned);
        try
        {
            return Run("thumbnail_buffer", $"width={edge},height={edge},size=down,fail_on=error", value =>
            {
                initValue(value, blobType);
                setBlob(value, 0, pinned.AddrOfPinnedObject(), (nuint)picture.Length);
            }, "buffer", "out", imageType, image => Run("webpsave_buffer", "Q=80,keep=none", value => CopyImage(image, value), "in", "buffer", blobType, BytesOf));
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>One operation: its input set, its options, its output read while it lives.</summary>
    private T? Run<T>(string name, string options, Action<nint> fill, string input, string output, nuint outputType, Func<nint, T?> read) where T : class
    {
        var text = Marshal.StringToCoTaskMemUTF8(name);
        var operation = newOperation(text);
        Marshal.FreeCoTaskMem(text);
        if (operation == 0) return null;
        WithValue<object>(value =>
        {
            fill(value);
            setProperty(operation, input, value);
            return null;
        });
        var built = setOptions(operation, options) == 0 ? build(operation) : 0;
        try
        {
            return built == 0 ? null : WithValue(value =>
            {
                initValue(value, outputType);
                getProperty(built, output, value);
                return read(value);
            });
        }
        finally
        {
            unrefOutputs(built == 0 ? operation : built);
            if (built != 0) unref(built);
            unref(operation);
        }
    }

    private void CopyImage(nint from, nint to)
    {
        initValue(to, imageType);
        Get<CopyValue>("g_value_copy")(from, to);
    }

    private delegate void CopyValue(nint from, nint to);

    private byte[]? BytesOf(nint value)
    {
        var data = getBlob(value, out var length);
        if (data == 0 || length is 0 or > 10_000_000) return null;
        var bytes = new byte[(int)length];
        Marshal.Copy(data, bytes, 0, bytes.Length);
        return bytes;
    }

    /// <summary>A GValue is 24 bytes, zero before it is made something of.</summary>
    private T? WithValue<T>(Func<nint, T?> use) where T : class
    {
        var value = Marshal.AllocHGlobal(24);
        try
        {
            for (var at = 0; at < 24; at += 8) Marshal.WriteInt64(value, at, 0);
            var result = use(value);
            if (Marshal.ReadInt64(value) != 0) unsetValue(value);
            return result;
        }
        finally
        {
            Marshal.FreeHGlobal(value);
        }
    }

    private T Get<T>(string name) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
