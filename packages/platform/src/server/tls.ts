import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { configError, type ConfigIssue } from '../config/issues.ts';
import type { ServerConfig } from '../config/schema.ts';

/** A certificate with its key, checked. */
export interface TlsMaterial {
  cert: Buffer;
  key: Buffer;
  expiresAt: Date;
  /** Whom it is for, for people. */
  subject: string;
  /** What is no mistake, but will be noticed by clients. */
  warnings: string[];
}

const soonMs = 14 * 24 * 60 * 60_000;

/**
 * The certificate and key that the configuration names; `undefined` where it names none.
 *
 * Errors: `CONFIG_INVALID` with everything that is wrong: one of the two missing or unreadable, no PEM, another key than
 * the certificate's.
 */
export function readTls({ tls }: Pick<ServerConfig, 'tls'>, now: Date = new Date()): TlsMaterial | undefined {
  const { certFile, keyFile } = tls ?? {};
  if (certFile === undefined && keyFile === undefined) return undefined;
  const issues: ConfigIssue[] = [];
  const add = (path: string, message: string): undefined => {
    issues.push({ path, message, source: path });
  };
  const certPath = 'server.tls.certFile';
  const keyPath = 'server.tls.keyFile';
  const cert =
    certFile === undefined ? add(certPath, 'is missing beside server.tls.keyFile') : read(certFile, certPath);
  const key = keyFile === undefined ? add(keyPath, 'is missing beside server.tls.certFile') : read(keyFile, keyPath);

  function read(file: string, path: string): Buffer | undefined {
    try {
      return readFileSync(file);
    } catch (error) {
      return add(
        path,
        `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`,
      );
    }
  }

  const certificate = cert && parse(() => new X509Certificate(cert), certPath, `${certFile} holds no PEM certificate`);
  const privateKey: KeyObject | undefined =
    key && parse(() => createPrivateKey(key), keyPath, `${keyFile} holds no PEM private key without a passphrase`);

  function parse<T>(work: () => T, path: string, message: string): T | undefined {
    try {
      return work();
    } catch {
      return add(path, message);
    }
  }

  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey)) {
    add(
      keyPath,
      `${keyFile} is not the key of ${certFile}; the first certificate of that file must be the server's own`,
    );
  }
  if (cert && key && issues.length === 0) {
    parse(() => createSecureContext({ cert, key }), certPath, `${certFile} and ${keyFile} cannot be used together`);
  }
  if (issues.length > 0 || !cert || !key || !certificate) throw configError(issues);
  return {
    cert,
    key,
    expiresAt: certificate.validToDate,
    subject: certificate.subjectAltName ?? certificate.subject.replaceAll('\n', ', '),
    warnings: warningsOf(certificate, `${certFile}`, now),
  };
}

function warningsOf({ validFromDate, validToDate }: X509Certificate, file: string, now: Date): string[] {
  const on = (date: Date): string => date.toISOString().slice(0, 10);
  if (validToDate < now) return [`the certificate ${file} expired on ${on(validToDate)}: clients will refuse it`];
  if (validFromDate > now)
    return [`the certificate ${file} is not valid before ${on(validFromDate)}: clients will refuse it`];
  const isSoon = validToDate.getTime() - now.getTime() < soonMs;
  return isSoon ? [`the certificate ${file} expires on ${on(validToDate)}`] : [];
}
