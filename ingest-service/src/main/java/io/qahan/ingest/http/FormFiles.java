package io.qahan.ingest.http;

import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/** The files of a {@code multipart/form-data} body, read by Jetty's parser from bytes at hand. */
public final class FormFiles {
  /** A file of the form. Its bytes are not copied. */
  public static final class FormFile {
    private final String name;
    private final String type;
    private final byte[] content;

    private FormFile(String name, String type, byte[] content) {
      this.name = name;
      this.type = type;
      this.content = content;
    }

    /** As its sender calls it. */
    public String name() {
      return name;
    }

    /** What its sender says it is; empty if nothing. */
    public String type() {
      return type;
    }

    /** The array itself. */
    public byte[] content() {
      return content;
    }
  }

  private static final String FORM = "multipart/form-data";
  private static final int LONGEST_HEADERS = 8 << 10;

  private FormFiles() {}

  /** Whether a content type is that of a form with files. */
  public static boolean isForm(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  /**
   * Reads them.
   *
   * @param type the body's, with its boundary
   * @param most files
   * @throws HttpFault 400 if the body is no such form, has other fields or no file; 413 if it has
   *     more files
   */
  public static List<FormFile> read(byte[] body, String type, int most) {
    String boundary = MultiPart.extractBoundary(type);
    if (boundary == null) {
      throw bad("it names no boundary");
    }
    Listener listener = new Listener();
    MultiPart.Parser parser = new MultiPart.Parser(boundary, listener);
    parser.setPartHeadersMaxLength(LONGEST_HEADERS);
    parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
    if (listener.fault != null || !listener.isComplete) {
      throw bad(listener.fault == null ? "it ends early" : listener.fault);
    }
    if (listener.files.isEmpty()) {
      throw bad("it has no file");
    }
    if (listener.files.size() > most) {
      throw new HttpFault(
          HttpStatus.CONTENT_TOO_LARGE,
          "too-many-images",
          String.format(Locale.ROOT, "There are [%d] files in one request.", listener.files.size()),
          String.format(Locale.ROOT, "Send %d at most, or raise ingest.http.batch.images.", most));
    }
    return listener.files;
  }

  private static HttpFault bad(String why) {
    return HttpFault.badRequest(
        "bad-form",
        "The form cannot be read: %s.".formatted(why),
        "Send files: curl -F image=@a.png -F image=@b.png URL");
  }

  /** Gathers what the parser finds. */
  private static final class Listener extends MultiPart.AbstractPartsListener {
    private final List<FormFile> files = new ArrayList<>();
    private ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean isComplete;
    private String fault;

    @Override
    public void onPartContent(Content.Chunk chunk) {
      content.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
    }

    @Override
    public void onPart(String name, String fileName, HttpFields headers) {
      if (fileName == null) {
        fault = "field [%s] is no file".formatted(name);
        return;
      }
      HttpField type = headers.getField(HttpHeader.CONTENT_TYPE);
      files.add(new FormFile(fileName, type == null ? "" : type.getValue(), content.toByteArray()));
      content = new ByteArrayOutputStream();
    }

    @Override
    public void onComplete() {
      isComplete = true;
    }

    @Override
    public void onFailure(Throwable failure) {
      fault = String.valueOf(failure.getMessage());
    }
  }
}
